"""What can be done in the office. A tool is pure: log and arguments in, log, result and new events out."""

from labs.workplace.engine.tools.run import Outcome, run_tool, tool_schema
from labs.workplace.engine.tools.table import AVATAR_TOOLS, LEARNER_TOOLS

__all__ = ["AVATAR_TOOLS", "LEARNER_TOOLS", "Outcome", "run_tool", "tool_schema"]
