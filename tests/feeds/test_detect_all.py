"""Every stored file of results is known to exactly one reader, and nothing else is taken for results."""

import lzma

import pytest
from feed_samples import body, shared_files

from outright import feeds
from outright.errors import OutrightError
from outright.feeds.detect import candidates
from shared import needs_shared

pytestmark = needs_shared

# Stored beside the results and no results: what they are, by the beginning of their path under feeds/.
NOT_RESULTS = {
    "clarity/json/20201103_ga_20201112.current_ver.txt": "a version's number",
    "clarity/json/20201103_ga_20201217.current_ver.txt": "a version's number",
    "clarity/json/20201103_ga_settings.http_headers.json": "headers",
    "clarity/json/20201103_ga_summary.http_headers.json": "headers",
    "clarity/mapping_GA_county_fips.json": "a table of counties",
    "foreign/br_tse_2022_round1_municipios_pct.csv.gz": "somebody's derived percentages",
    "foreign/br_tse_2022_round2_progress.txt": "a log",
    "foreign/pe_": "somebody's derived tables",
    "mi_sos/2016name.txt": "the candidates' names of a results file",
    "mi_sos/2016offc.txt": "the offices of a results file",
    "mi_sos/readme_2016.txt": "a description",
    "nist_cdf/schema/": "schemas",
    "other_newsroom/grahamdigital_wjxt_data.json": "a desk's overrides, votes as floats",
    "pa_erstat/ERStat_LDP_readme.txt": "a description",
    "pa_erstat/ERStat_readme.txt": "a description",
    "wa_sos_2012db/": "three tables of one database of many elections; one file alone has only ids",
    "night_ga_20210105/fault_html_404_as_ALL.json.html": "an error page",
}
NOT_READ_HERE = ("fec/", "polls/")
_DOCS = ("README.md", "INDEX.md", "MANIFEST.json")


def relative(path) -> str:
    return path.as_posix().split("/feeds/", 1)[1]


FILES = [
    p
    for p in shared_files("feeds/**/*")
    if p.is_file() and p.name not in _DOCS and p.suffix != ".xz" and "/expected/" not in p.as_posix()
    and not relative(p).startswith(NOT_READ_HERE)
]  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_one_reader_knows_it(path):
    name = path.name.removesuffix(".gz")
    data = body(path)
    if path.suffix == ".zip":
        name, data = feeds.load(str(path))
    known = [r.kind for r in candidates(data, name)]
    why = next((w for start, w in NOT_RESULTS.items() if relative(path).startswith(start)), None)
    assert len(known) == 1 or (why and not known), (known, why)
    if why:  # a schema names the format it describes, and holds no report
        with pytest.raises(OutrightError):
            feeds.read(data, name=name)


def test_a_recorded_night_is_packed_and_read_elsewhere():
    packed = shared_files("feeds/night_ga_20210105/*.xz")
    assert packed and all(lzma.decompress(p.read_bytes()) for p in packed)
