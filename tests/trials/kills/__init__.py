"""The real program killed (SIGKILL) by the thousand, in all that it writes, and what must hold after each time.

``python -m tests.trials.kills`` runs it; CONTRIBUTING tells how.
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "helpers"))  # as pytest has it
