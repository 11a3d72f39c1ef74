"""After a proposal: what is said while it is fresh, then what is said when it has been quiet for long."""

from agency.followups.standard.proposal_fresh import FRESH
from agency.followups.standard.proposal_quiet import QUIET

STEPS = (*FRESH, *QUIET)
