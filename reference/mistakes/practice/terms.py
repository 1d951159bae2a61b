"""Known mistakes of 4.2 to 4.4; equation numbers are those of practice.terms."""

from typing import Any

import numpy as np

from reference import practice as right
from reference.contrastive import contrastive_loss, log_sum_exp
from reference.mistakes.mistake import Topic
from reference.mistakes.practice.topic import topic


def _alignment_negated(z: Any, y: Any) -> float:
    """(1) of terms.py with a minus."""
    return -right.alignment_term(z, y)


def _alignment_summed(z: Any, y: Any) -> float:
    """(1) of terms.py without 1/N."""
    return right.alignment_term(z, y) * len(z)


def _log_m_kept(z: Any, y_neg: Any) -> float:
    """(2) of terms.py without 1/M."""
    return right.uniformity_term(z, y_neg) + float(np.log(len(y_neg)))


def _log_outside(z: Any, y_neg: Any) -> float:
    """(2) of terms.py with the log of the mean over i."""
    return float(np.log(np.exp(np.asarray(z) @ np.asarray(y_neg).T).mean()))


def _one_code(z_pos: Any, y_pos: Any, _z_neg: Any, y_neg: Any) -> float:
    """(4) of terms.py with z_ii for every z_ij."""
    return contrastive_loss(z_pos, y_pos, y_neg)


def _negatives_averaged(z_pos: Any, y_pos: Any, z_neg: Any, y_neg: Any) -> float:
    """(4) of terms.py with a mean over j."""
    loss = right.joint_contrastive_loss(z_pos, y_pos, z_neg, y_neg)
    return loss - float(np.log(len(y_neg)))


def _positive_counted(z_pos: Any, y_pos: Any, z_neg: Any, y_neg: Any) -> float:
    """(4) of terms.py with the positive in the denominator."""
    a = (np.asarray(z_pos, np.float64) * np.asarray(y_pos, np.float64)).sum(axis=1)
    s = np.einsum("imd,md->im", np.asarray(z_neg, np.float64), np.asarray(y_neg, np.float64))
    return float(np.mean(-a + log_sum_exp(np.column_stack([a, s]))))


def _positives_forgotten(n: int, m: int) -> tuple[int, int]:
    """(6) of terms.py with n m pairs."""
    return 2 * n + m, n * m + n + m


def _texts_per_pair(n: int, m: int) -> tuple[int, int]:
    """(5) and (6) of terms.py with g once for every pair."""
    return n + n * (1 + m), 2 * n * (1 + m)


def _negatives_of_all(n: int, m: int) -> tuple[int, int]:
    """(6) of terms.py with the other anchors' positives as negatives too."""
    return 2 * n + m, n * (n + m) + n + m


def _other_order(n: int, m: int) -> tuple[int, int]:
    """(6), (5) of terms.py."""
    separate, joint = right.encoder_passes(n, m)
    return joint, separate


TOPICS: tuple[Topic, ...] = (
    topic(
        "4.2a",
        right.alignment_term,
        ("alignment-negated", "The sign is flipped: see its definition.", _alignment_negated),
        ("alignment-summed", "This is a sum over i; see its definition.", _alignment_summed),
    ),
    topic(
        "4.2b",
        right.uniformity_term,
        ("log-m-kept", "This is larger by log M: see what stands in the log.", _log_m_kept),
        (
            "log-outside",
            "The log is taken last, of a mean over i and j. Which mean is inside of it?",
            _log_outside,
        ),
    ),
    topic(
        "4.3",
        right.joint_contrastive_loss,
        (
            "one-code",
            "z_neg is not used: a joint encoder gives each candidate pair a code of its own.",
            _one_code,
        ),
        ("negatives-averaged", "This is smaller by log M.", _negatives_averaged),
        (
            "positive-counted",
            "The positive pair is counted in the denominator too.",
            _positive_counted,
        ),
    ),
    topic(
        "4.4",
        right.encoder_passes,
        (
            "positives-forgotten",
            "On how many pairs does h run for one anchor? Its positive is one of them.",
            _positives_forgotten,
        ),
        (
            "texts-per-pair",
            "g runs once for each x', whatever number of anchors it is compared with.",
            _texts_per_pair,
        ),
        (
            "negatives-of-all",
            "Here other anchors' positives are negatives too; only the m further ones are meant.",
            _negatives_of_all,
        ),
        ("other-order", "The two numbers are in the other order.", _other_order),
    ),
)
