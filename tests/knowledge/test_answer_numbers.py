"""Numbers that an answer derives from inputs that it states, each quoted and computed again.

A row holds the words of the answer, so a figure can change neither there nor here alone. The identities and the
simulations behind other answers are in `test_formulas` and `test_domain_numbers`, the design questions in
`test_case_numbers`.
"""

from __future__ import annotations

from math import e, exp, log, sqrt
from pathlib import Path
from statistics import NormalDist

import pytest
import yaml
from figures import follows

QUESTIONS = Path(__file__).parents[2] / "data" / "questions"
DAY, GB, TB = 86_400, 1e9, 1e12
Z = NormalDist().inv_cdf(0.975)


def hypergeometric(low: int, high: int, drawn: int, marked: int, of: int) -> float:
    """The probability of low to high marked ones among those drawn without replacement."""
    terms = [1.0]
    for k in range(min(drawn, marked)):  # each term by the one before, from k = 0
        terms.append(terms[-1] * (marked - k) * (drawn - k) / ((k + 1) * (of - marked - drawn + k + 1)))
    return sum(terms[low : high + 1]) / sum(terms)


def half_width(p: float, n: int) -> float:
    """Of a 95% interval, in points."""
    return 100 * Z * sqrt(p * (1 - p) / n)


def wilson(hits: int, n: int) -> tuple[float, float]:
    """A 95% interval of a share."""
    p, squared = hits / n, Z**2
    middle, half = p + squared / (2 * n), Z * sqrt(p * (1 - p) / n + squared / (4 * n * n))
    return (middle - half) / (1 + squared / n), (middle + half) / (1 + squared / n)


ODDS = exp(0.7)
PEAK = 20e6 * 30 / DAY * 3
CAPACITY = 0.6 * 400
STREAM = 100_000 * 1000

FIGURES = [
    # ML breadth
    ("interpret-logistic-coefficients", r"$e^{0.7} \approx 2.01$", "2.01", ODDS),
    ("interpret-logistic-coefficients", "so $p$ becomes 0.67", "0.67", ODDS / (1 + ODDS)),
    ("interpret-logistic-coefficients", "it becomes about 0.02", "0.02", ODDS / (99 + ODDS)),
    ("would-more-data-help", r"$2^{-0.3} \approx 0.81$", "0.81", 2**-0.3),
    ("would-more-data-help", "takes about 19% off", "19", 100 * (1 - 2**-0.3)),
    ("nested-cross-validation", r"$5 \times (5 \times 20 + 1) = 505$", "505", 5 * (5 * 20 + 1)),
    ("grouped-and-stratified-splits", "between 1 and 9 in 97% of", "97", 100 * hypergeometric(1, 9, 1000, 50, 10_000)),
    ("accuracy-misleads", "a 95% interval of about ±3 points", "3", half_width(0.95, 200)),
    ("few-labels-much-unlabelled", "an interval of about ±4 points", "4", half_width(0.85, 300)),
    ("multicollinearity", "the standard error is 3.2 times", "3.2", sqrt(1 / (1 - 0.9))),
    ("class-imbalance-approach", "0.5% of 10,000 is 50", "50", 0.005 * 10_000),
    ("auc-up-log-loss-worse", r"$-\ln 0.001 \approx 6.9$ nats", "6.9", -log(0.001)),
    ("adagrad-rmsprop-adam", "after 10,000 steps it is 1%", "1", 100 / sqrt(10_000)),
    ("adagrad-rmsprop-adam", r"$1 / \sqrt{0.1} \approx 3.2$", "3.2", 1 / sqrt(0.1)),
    ("out-of-bag-error", "50 trees leave about 18 votes", "18", 50 / e),
    ("decision-tree-overfitting", r"$0.5 / \sqrt{5} \approx 0.22$", "0.22", 0.5 / sqrt(5)),
    ("missing-data-mechanisms", r"$0.95^{20} \approx 36\%$", "36", 100 * 0.95**20),
    ("skewed-target-log-transform", r"$e^{0.32} \approx 1.38$", "1.38", exp(0.8**2 / 2)),
    ("skewed-target-log-transform", "uncorrected sums are 27% short", "27", 100 * (1 - exp(-(0.8**2) / 2))),
    ("fairness-criteria-conflict", "is then 5.2%", "5.2", 100 * 0.1 / 0.9 * 0.4 / 0.6 * 0.7),
    ("fairness-criteria-conflict", "it is 11.7%", "11.7", 100 * 0.2 / 0.8 * 0.4 / 0.6 * 0.7),
    ("fairness-criteria-conflict", "of about ±14 points", "14", half_width(0.7, 40)),
    ("unequal-approval-rates", "$30 / 40 = 0.75$", "0.75", 30 / 40),
    ("differential-privacy-meaning", "move by at most 11%", "11", 100 * (exp(0.1) - 1)),
    ("differential-privacy-meaning", "at 1 by a factor of 2.7", "2.7", e),
    ("differential-privacy-meaning", "at 8 by nearly 3,000", "3,000", exp(8)),
    ("differential-privacy-meaning", "its standard deviation is 2.8", "2.8", sqrt(2) / 0.5),
    ("federated-learning-limits", "are 40 MB up", "40", 10e6 * 4 / 1e6),
    ("federated-learning-limits", "clients each upload 20 TB", "20", 40e6 * 1000 * 500 / TB),
    # Data modelling
    ("live-error-analysis", "an interval of about 15% to 52%", "15", 100 * wilson(6, 20)[0]),
    ("live-error-analysis", "an interval of about 15% to 52%", "52", 100 * wilson(6, 20)[1]),
    ("scaffold-hides-imbalance", r"$0.95^{16} = 44\%$", "44", 100 * 0.95**16),
    ("is-the-live-gain-real", r"$\sqrt{0.84 \cdot 0.16 / 2000} \approx 0.8$", "0.8", 100 * sqrt(0.84 * 0.16 / 2000)),
    ("is-the-live-gain-real", r"$z = 16 / \sqrt{100} = 1.6$", "1.6", 16 / sqrt(100)),
    ("is-the-live-gain-real", r"$z = 2.5$", "2.5", 16 / sqrt(40)),
    # Search
    ("bi-encoder-cross-encoder-colbert", "are 25.6 KB per passage", "25.6", 100 * 128 * 2 / 1000),
    ("rag-or-fine-tuning-or-long-context", "cost 50 times as much", "50", 100_000 / 2000),
    # System design
    ("estimate-fleet-size", r"\approx 6{,}900$ requests a second", "900", 20e6 * 30 / DAY - 6000),
    ("estimate-fleet-size", "so the peak is about 20,800", "20,800", PEAK),
    ("estimate-fleet-size", "or 240 a second per server", "240", CAPACITY),
    ("estimate-fleet-size", "beyond that: 87 servers", "87", PEAK / CAPACITY),
    ("estimate-fleet-size", r"$87 \cdot 3/2 \approx 131$", "131", 87 * 3 / 2),
    ("estimate-fleet-size", "132 in all", "132", 44 * 3),
    ("retry-amplification", "$4^3 = 64$ calls", "64", 4**3),
    ("tail-latency-fan-out", r"$0.99^{100} \approx 0.37$", "0.37", 0.99**100),
    ("tail-latency-fan-out", "so 63% of queries", "63", 100 * (1 - 0.99**100)),
    ("tail-latency-fan-out", r"$0.99^{1/100} \approx 0.9999$", "0.9999", 0.99 ** (1 / 100)),
    ("cache-hit-rate", "at 90% it sees 5,000", "5,000", 50_000 * 0.10),
    ("cache-hit-rate", "goes from 1.95 to 2.9 ms", "1.95", 0.95 * 1 + 0.05 * 20),
    ("cache-hit-rate", "goes from 1.95 to 2.9 ms", "2.9", 0.90 * 1 + 0.10 * 20),
    ("embedding-store-memory", "512 GB in 32-bit floats", "512", 500e6 * 256 * 4 / GB),
    ("embedding-store-memory", "base layer adds 128 GB", "128", 500e6 * 64 * 4 / GB),
    ("embedding-store-memory", "needs 16 GB", "16", 500e6 * 32 / GB),
    ("event-pipeline-sizing", "A day is 8.64 TB", "8.64", STREAM * DAY / TB),
    ("event-pipeline-sizing", "threefold replication are 181 TB", "181", STREAM * DAY * 7 * 3 / TB),
    ("event-pipeline-sizing", "about 45 TB", "45", STREAM * DAY * 7 * 3 / 4 / TB),
    ("event-pipeline-sizing", "at least 20 per consumer group", "20", STREAM / 5e6),
    ("availability-chain", r"$0.999^5 \approx 0.995$", "0.995", 0.999**5),
    ("availability-chain", "or 3.6 hours in a month", "3.6", (1 - 0.999**5) * 30 * 24),
    ("availability-chain", "a single service has 43 minutes", "43", 0.001 * 30 * 24 * 60),
    ("availability-chain", "of 99% give 99.99%", "99.99", 100 * (1 - 0.01**2)),
]  # fmt: skip


@pytest.fixture(scope="module")
def answers() -> dict[str, str]:
    """Each answer by its question's id, with line breaks taken out."""
    entries = [q for path in QUESTIONS.glob("*.yml") for q in yaml.safe_load(path.read_text(encoding="utf-8"))]
    return {q["id"]: " ".join(q["answer"].split()) for q in entries}


@pytest.mark.parametrize(("question", "quote", "number", "value"), FIGURES)
def test_a_number_in_an_answer_is_right(
    answers: dict[str, str], question: str, quote: str, number: str, value: float
) -> None:
    assert quote in answers[question], f"{question} no longer says {quote!r}"
    follows(quote, number, value)
