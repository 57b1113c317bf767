"""What a person may tell about their health, so that what does not suit them stays away. Always optional."""

from __future__ import annotations

# Whom something may not suit (content facts, section 3): pregnancy, breathing, heart and blood pressure, trauma,
# panic, bipolar disorder, seizures, falls, diabetes, eating disorder, kidney or liver, medicines, worse for days
# after effort, loose joints, bears heat badly. Codes are permanent, because diaries hold them.
CAUTIONS = (
    "PREG",
    "RESP",
    "CARD",
    "PTSD",
    "PANIC",
    "BIP",
    "EPI",
    "FALL",
    "DIAB",
    "ED",
    "KID",
    "MED",
    "PEM",
    "HYP",
    "HEAT",
)


def toggled(ticked: frozenset[str], code: str) -> frozenset[str]:
    """The ticked cautions with one switched; a code nobody knows changes nothing."""
    return ticked ^ {code} if code in CAUTIONS else ticked
