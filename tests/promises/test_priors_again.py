"""The table of priors that is shipped is what its own command makes of the shared library."""

from dataclasses import replace

import pytest

from outright.baseline.priors import shipped, write
from outright.night import calibrate, priors_fit
from shared import SHARED, needs_shared

pytestmark = pytest.mark.promise


@needs_shared
def test_the_shipped_table_can_be_made_again():
    again = calibrate.calibrated(SHARED / "data", priors_fit.fit(SHARED / "data"))
    assert again.provenance.contests == shipped().provenance.contests
    made_by = replace(again.provenance, version=shipped().provenance.version)  # whichever release made it first
    assert write(replace(again, provenance=made_by)) == write(shipped())
