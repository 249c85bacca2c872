"""How right a reading is: claims that were read, held against claims labelled by people.

Pure functions over plain JSON values (claims as `Claim.as_dict()` gives them); no file, no clock, no model.
"""

from entente.evaluation.figures import Scores, score
from entente.evaluation.files import gold_from_lines, predictions_from_lines
from entente.evaluation.mistakes import Mistake, mistakes
from entente.evaluation.text import as_text

__all__ = ["Mistake", "Scores", "as_text", "gold_from_lines", "mistakes", "predictions_from_lines", "score"]
