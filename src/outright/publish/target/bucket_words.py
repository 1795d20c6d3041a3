"""What a bucket's refusals mean, in words."""

from __future__ import annotations

import re

from outright.publish.target.errors import TargetError

_CODE = re.compile(r"<Code>(\w+)</Code>")
_STATUS = re.compile(r"status code: (\d{3})")
_REFUSED = {
    "AccessDenied", "AllAccessDisabled", "ExpiredToken", "InvalidAccessKeyId", "InvalidToken", "SignatureDoesNotMatch",
    "TokenRefreshRequired",
}  # fmt: skip
_NO_CREDENTIALS = re.compile(
    r"169\.254\.169\.254|fd00:ec2::254|metadata/identity|security-credentials|latest/api/token"
)
CONFLICT = 409


def status_of(error: Exception) -> int | None:
    """The HTTP status the storage answered with; None where it did not answer."""
    found = _STATUS.search(str(error))
    return int(found[1]) if found else None


def said(error: Exception, bucket: str, where: str, at: str) -> TargetError:
    """The error of the storage client in words; ``at`` is what was being asked for."""
    text = str(error)
    found, status = _CODE.search(text), status_of(error)
    code = found[1] if found else f"HTTP {status}" if status else ""
    place = f"{where} {at}".strip()
    if _NO_CREDENTIALS.search(text):
        hint = "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where a role gives them."
        return TargetError("There are no credentials for the storage", where=where, hint=hint)
    if code in _REFUSED or status in (401, 403):
        hint = "Give it a key that may read and write there, with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        return TargetError(f"The storage refuses the credentials ({code})", where=place, hint=hint)
    if code == "NoSuchBucket":
        hint = "Make it, or correct the address, the endpoint or AWS_REGION."
        return TargetError(f"There is no bucket {bucket!r}", where=where, hint=hint)
    if status in (301, 307, 308):
        hint = "Set AWS_REGION to the region of the bucket."
        return TargetError(f"The bucket is in another region ({code})", where=where, hint=hint)
    if status == 501:
        hint = "Publishing needs If-Match and If-None-Match on PUT: use a storage that has them, or a folder."
        return TargetError("The storage knows no conditional writes", where=where, hint=hint)
    if status is not None:
        return TargetError(f"The storage does not take it ({code})", where=place, hint="Publish again later.")
    why = text.partition("\n")[0].rpartition(" - ")[2].strip() or type(error).__name__
    hint = "Check the network, the endpoint and the region; then publish again."
    return TargetError(f"The storage cannot be reached ({why[:120]})", where=place, hint=hint)
