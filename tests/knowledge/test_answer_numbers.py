"""Numbers that an answer derives from inputs that it states, each quoted and computed again.

A row holds the words of the answer, so a figure can change neither there nor here alone. The identities and the
simulations behind other answers are in `test_formulas` and `test_domain_numbers`, the design questions in
`test_case_numbers`.
"""

from __future__ import annotations

from math import ceil, comb, e, exp, log, log2, pi, sqrt
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


def cache(layers: int, heads: int) -> int:
    """Bytes of keys and values a token: heads of 128 dimensions, 16 bits."""
    return 2 * layers * heads * 128 * 2


def pairs(n: int, window: int) -> int:
    """Of causal attention, each of n tokens seeing the last `window`."""
    return sum(min(i, window) for i in range(1, n + 1))


def mixtral(experts: int) -> int:
    """Parameters of Mixtral 8x7B with so many experts counted."""
    attention, expert, small = 2 * 4096**2 + 2 * 4096 * 1024, 3 * 4096 * 14_336, 4096 * 8 + 2 * 4096
    return 32 * (attention + experts * expert + small) + 2 * 32_000 * 4096 + 4096


def majority(votes: int, right: float) -> float:
    """The probability that more than half of independent votes are right."""
    return sum(comb(votes, k) * right**k * (1 - right) ** (votes - k) for k in range(votes // 2 + 1, votes + 1))


KIB = 1024
LAYER, WITH_SCORES = 2048 * 4096, 34 + 5 * 32 * 2048 / 4096
LLAMA = 32 * (4 * 4096**2 + 3 * 4096 * 11_008 + 2 * 4096) + 2 * 32_000 * 4096 + 4096
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
    # Deep learning
    ("vanishing-exploding-causes", r"0.25^{20} \approx 9 \times 10^{-13}$", "9", 0.25**20 / 1e-13),
    ("vanishing-exploding-causes", r"$1.5^{20} \approx 3325$", "3325", 1.5**20),
    ("softmax-cross-entropy-gradient", "a quick sanity check (6.9 for 1000 classes)", "6.9", log(1000)),
    ("convolution-output-and-parameters", r"$7 \cdot 7 \cdot 3 \cdot 64 = 9408$", "9408", 7 * 7 * 3 * 64),
    ("convolution-output-and-parameters", r"\approx 118$ million", "118", 9408 * 112**2 / 1e6),
    ("convolution-output-and-parameters", r"\approx 1.2 \times 10^{11}$", "1.2", 224**2 * 3 * 112**2 * 64 / 1e11),
    ("lstm-against-plain-rnn", "394,240 against 98,560", "394,240", 4 * (256 * 384 + 256)),
    ("lstm-against-plain-rnn", "394,240 against 98,560", "98,560", 256 * 384 + 256),
    ("embedding-layer-against-one-hot", "in FP32 take 25.6 GB", "25.6", 100e6 * 64 * 4 / GB),
    ("cnn-against-vision-transformer", "in 16×16 patches gives 196 tokens", "196", (224 / 16) ** 2),
    ("cnn-against-vision-transformer", "At 448×448 it gives 784", "784", (448 / 16) ** 2),
    ("depthwise-separable-cost", "that is 0.115, so about 8.7 times fewer", "0.115", 1 / 256 + 1 / 9),
    ("depthwise-separable-cost", "that is 0.115, so about 8.7 times fewer", "8.7", 1 / (1 / 256 + 1 / 9)),
    ("latent-diffusion", "(16,384), 48 times fewer", "48", 512 * 512 * 3 / (64 * 64 * 4)),
    ("infonce-and-temperature", "1.2 at $\\tau = 1$, 7.4 at 0.1, 55 at 0.05", "7.4", exp(0.2 / 0.1)),
    ("infonce-and-temperature", "1.2 at $\\tau = 1$, 7.4 at 0.1, 55 at 0.05", "55", exp(0.2 / 0.05)),
    ("infonce-and-temperature", r"\log(1 + 1023\,e^{-2}) = 4.94$", "4.94", log(1 + 1023 * exp(-2))),
    ("self-supervised-collapse", "so 8190 at batch 4096", "8190", 2 * (4096 - 1)),
    ("training-memory-of-7b", "6.74 billion parameters: 107.8 GB", "107.8", 6.738e9 * 16 / GB),
    ("training-memory-of-7b", "inference needs 13.5 GB", "13.5", 6.738e9 * 2 / GB),
    ("training-memory-of-7b", "so 10 bytes and 67.4 GB", "67.4", 6.738e9 * 10 / GB),
    ("training-memory-of-7b", "in FP32 are 1.05 GB", "1.05", 8192 * 32_000 * 4 / GB),
    ("zero-stages-and-fsdp", "$4\\Psi + 12\\Psi/N$ | 31.4 GB", "31.4", 7.5 * (4 + 12 / 64)),
    ("zero-stages-and-fsdp", "$2\\Psi + 14\\Psi/N$ | 16.6 GB", "16.6", 7.5 * (2 + 14 / 64)),
    ("zero-stages-and-fsdp", "$16\\Psi/N$ | 1.9 GB", "1.9", 7.5 * 16 / 64),
    ("tensor-and-pipeline-parallelism", "that is 7/39, or 18%", "18", 100 * 7 / 39),
    ("all-reduce-cost", "each device sends 23.6 GB", "23.6", 2 * 7 / 8 * 13.477),
    ("all-reduce-cost", "(NVLink of an A100): 79 ms", "79", 2 * 7 / 8 * 13.477 / 300 * 1000),
    ("all-reduce-cost", "per device): 0.94 s", "0.94", 2 * 7 / 8 * 13.477 / 25),
    ("activation-checkpointing-arithmetic", "0.96 GB per layer", "0.96", LAYER * WITH_SCORES / GB),
    ("activation-checkpointing-arithmetic", "30.6 GB for 32 layers", "30.6", 32 * LAYER * WITH_SCORES / GB),
    ("activation-checkpointing-arithmetic", "0.29 GB per layer and 9.1 GB", "9.1", 32 * LAYER * 34 / GB),
    ("activation-checkpointing-arithmetic", "here 0.54 GB in all", "0.54", 32 * LAYER * 2 / GB),
    # Language models
    ("transformer-block-shapes", "= 84.9$ million", "84.9", 12 * 12 * 768**2 / 1e6),
    ("transformer-block-shapes", "= 38.6$ million", "38.6", 50_257 * 768 / 1e6),
    ("where-the-flops-go", "24,576 tokens for $d = 4096$", "24,576", 6 * 4096),
    ("where-the-flops-go", "the quadratic part is 8% of the total", "8", 100 * 4 * 2048 / (24 * 4096 + 4 * 2048)),
    ("swiglu-width", "that is 10,922.7", "10,922.7", 8 / 3 * 4096),
    ("swiglu-width", "for efficient kernels it is 11,008", "11,008", ceil(8 / 3 * 4096 / 256) * 256),
    ("rope-mechanism", "runs from 6.3 to about 54,400 tokens", "6.3", 2 * pi),
    ("rope-mechanism", "runs from 6.3 to about 54,400 tokens", "54,400", 2 * pi * 10_000 ** (63 / 64)),
    ("extending-rope-context", "18 of 64 pairs", "18", sum(2 * pi * 10_000 ** (i / 64) > 4096 for i in range(64))),
    ("alibi-against-rope", "is down by 10 nats", "10", 20 / 2),
    ("llama-2-7b-parameter-count", "**6,738,415,616**", "6,738,415,616", LLAMA),
    ("llama-2-7b-parameter-count", "the shortcut $12 L d^2 = 6.44$ billion", "6.44", 12 * 32 * 4096**2 / 1e9),
    ("llama-2-7b-parameter-count", "so $2 V d$ is 1.05 of 8.03 billion", "1.05", 2 * 128_256 * 4096 / 1e9),
    ("mistral-7b-against-llama-2", "128 KiB per token in 16 bits", "128", cache(32, 8) / KIB),
    ("mistral-7b-against-llama-2", "instead of 512 KiB", "512", cache(32, 32) / KIB),
    ("mistral-7b-against-llama-2", "caps the cache at 512 MiB", "512", 4096 * cache(32, 8) / KIB**2),
    ("flash-attention-idea", "would take 4 GiB per sequence", "4", 8192**2 * 32 * 2 / KIB**3),
    ("sliding-window-attention", "4.3 times fewer pairs", "4.3", pairs(32_768, 32_768) / pairs(32_768, 4096)),
    ("mha-mqa-gqa", "means 320 KiB per token instead of 2.5 MiB", "320", cache(80, 8) / KIB),
    ("mha-mqa-gqa", "means 320 KiB per token instead of 2.5 MiB", "2.5", cache(80, 64) / KIB**2),
    ("kv-cache-size", "about 28 full 4k sequences", "28", 60e9 / (4096 * cache(32, 32))),
    ("kv-cache-size", "16 GiB per sequence for the 7B", "16", 32_768 * cache(32, 32) / KIB**3),
    ("prefill-and-decode", "(13.5 GB, 2.04 TB/s): 6.6 ms", "6.6", 13.477 / 2.039),
    ("prefill-and-decode", r"$312 / 2.04 \approx 153$", "153", 312 / 2.04),
    ("kaplan-against-chinchilla", r"$5.9 \times 10^{23}$ FLOPs", "5.9", 6 * 70e9 * 1.4e12 / 1e23),
    ("kaplan-against-chinchilla", r"$5.0 \times 10^{23}$", "5.0", 6 * 280e9 * 300e9 / 1e23),
    ("training-compute-6nd", r"= 8.1 \times 10^{22} \text{ FLOPs}", "8.1", 6 * 6.738e9 * 2e12 / 1e22),
    ("training-compute-6nd", "On 1024 GPUs that is 7.3 days", "7.3", 6 * 6.738e9 * 2e12 / (0.4 * 312e12) / 1024 / DAY),
    ("training-compute-6nd", "an MFU of 39%", "39", 100 * 6 * 6.738e9 * 2e12 / 312e12 / (184_320 * 3600)),
    ("mixtral-parameter-count", "**46.7B in total", "46.7", mixtral(8) / 1e9),
    ("mixtral-parameter-count", "12.9B active**", "12.9", mixtral(2) / 1e9),
    ("lora-parameter-arithmetic", "per layer, 4,194,304 in all", "4,194,304", 32 * 2 * 8 * 8192),
    ("lora-parameter-arithmetic", "times 32 is 39,976,960", "39,976,960", 32 * 16 * (4 * 8192 + 3 * (4096 + 11_008))),
    ("qlora-memory", r"$8/64 + 32/(64 \cdot 256) = 0.127$", "0.127", 8 / 64 + 32 / (64 * 256)),
    ("qlora-memory", "are 3.34 GB", "3.34", 6.476e9 * 4.127 / 8 / GB),
    ("gptq-against-awq", "$4 + 16/128 = 4.125$ bits", "4.125", 4 + 16 / 128),
    ("chain-of-thought-and-self-consistency", "would give 68%", "68", 100 * majority(5, 0.6)),
    ("agent-reliability", "0.95 gives 60% over 10 steps", "60", 100 * 0.95**10),
    ("agent-reliability", "0.99 gives 90%", "90", 100 * 0.99**10),
    ("temperature-top-k-top-p", "tail token in 200 is 87%", "87", 100 * (1 - 0.99**200)),
    ("speculative-decoding", r"$\gamma = 4$: 3.36", "3.36", (1 - 0.8**5) / 0.2),
    ("speculative-decoding", "$3.36/1.2 = 2.8$", "2.8", (1 - 0.8**5) / 0.2 / 1.2),
    ("perplexity-and-bits-per-byte", "$2.585/3 = 0.86$", "0.86", log2(6) / 3),
    ("pass-at-k-estimator", "$1 - 21/252 = 0.917$", "0.917", 1 - comb(7, 5) / comb(10, 5)),
    ("pass-at-k-estimator", "gives 0.832 there", "0.832", 1 - 0.7**5),
    # Search, recommendation, ads
    ("mrr-map-ndcg-choice", r"$(1 + \frac{1}{3} + 0)/3 = 0.44$", "0.44", (1 + 1 / 3) / 3),
    ("ndcg-worked-example", "DCG = 7.847", "7.847", 3 + 7 / log2(3) + 1 / log2(5)),
    ("ndcg-worked-example", "So nDCG = 0.835", "0.835", (3 + 7 / log2(3) + 1 / log2(5)) / (7 + 3 / log2(3) + 0.5)),
    ("ndcg-worked-example", "it is 0.908", "0.908", (2 + 3 / log2(3) + 1 / log2(5)) / (3 + 2 / log2(3) + 0.5)),
    ("average-precision-worked-example", "= 0.542", "0.542", (1 + 2 / 3 + 3 / 6) / 4),
    ("average-precision-worked-example", "gives 0.722", "0.722", (1 + 2 / 3 + 3 / 6) / 3),
    ("hnsw-how-it-works", "768 bytes, so 77 GB", "77", 100e6 * (4 * 128 + 8 * 32) / GB),
    ("product-quantisation-memory", "64 probes about 0.1%", "0.1", 100 * 64 / 65_536),
    ("bm25-formula-and-parameters", "two 1.375, ten 1.96", "1.375", 2 * 2.2 / 3.2),
    ("bm25-formula-and-parameters", "two 1.375, ten 1.96", "1.96", 10 * 2.2 / 11.2),
    ("hybrid-retrieval-and-rrf", "$1/63 + 1/65 = 0.031$", "0.031", 1 / 63 + 1 / 65),
    ("ranknet-to-lambdamart", "= 0.157$", "0.157", 4 * (1 - 1 / log2(3)) / (7 + 3 / log2(3) + 0.5)),
    ("dcn-against-dcn-v2", "needs 129,000", "129,000", 2 * 1000 * 64 + 1000),
    ("dlrm-architecture", r"$27 \cdot 26 / 2 = 351$", "351", comb(27, 2)),
    ("embedding-table-compression", "63,246 rows for a billion ids", "63,246", 2 * sqrt(1e9)),
    ("epsilon-ucb-thompson", "the bonus is 0.37", "0.37", sqrt(2 * log(1000) / 100)),
    ("ecpm-ranking-and-pricing", "USD 0.40 per click", "0.40", 1000 * 2 * 0.01 / (1000 * 0.05)),
    ("calibration-for-ads", "the model predicts 9.1%", "9.1", 100 * 0.001 / (0.001 + 0.999 * 0.01)),
    ("second-price-truthfulness", "$(10 - 2) \\cdot 0.08 = 0.64$", "0.64", (10 - 2) * 0.08),
    ("second-price-truthfulness", "2.80 per click", "2.80", (0.02 * 6 + 0.08 * 2) / 0.10),
    # Mathematics and statistics
    ("bayes-two-headed-coin", r"\approx 0.506", "0.506", 1024 / (1024 + 999)),
    ("bayes-two-headed-coin", r"\approx 0.753", "0.753", (1024 + 999 / 2) / (1024 + 999)),
    ("beta-binomial-update", "mean $5/60 \\approx 8.3\\%$", "8.3", 100 * 5 / 60),
    ("beta-binomial-update", r"\approx 3.5$ points", "3.5", 100 * sqrt(5 * 55 / (60**2 * 61))),
    ("coupon-collector", r"$6 \cdot 2.45 = 14.7$ throws", "14.7", 6 * sum(1 / i for i in range(1, 7))),
    ("law-of-total-variance", "the standard deviation is about 361", "361", sqrt(100 * 20**2 + 100 * 30**2)),
    ("rule-of-three", "the exact value is 0.99%", "0.99", 100 * (1 - 0.05 ** (1 / 300))),
    ("confidence-interval-meaning", r"0.12 \pm 0.020$", "0.020", Z * sqrt(0.12 * 0.88 / 1000)),
    ("p-value-meaning", "= 0.36", "0.36", 0.9 * 0.05 / (0.9 * 0.05 + 0.1 * 0.8)),
    ("sample-size-two-proportions", r"\approx 119{,}000$", "119", 15.7 * 0.0475 / 0.0025**2 / 1000),
    ("sample-size-two-proportions", "takes 34% more", "34", 100 * (((Z + 1.2816) / (Z + 0.8416)) ** 2 - 1)),
    ("multiple-comparisons", r"$1 - 0.95^{20} = 64\%$", "64", 100 * (1 - 0.95**20)),
    ("cuped-variance-reduction", "the variance falls by 49%", "49", 100 * 0.7**2),
    ("kl-asymmetry", r"\approx 0.511", "0.511", 0.5 * log(0.5 / 0.9) + 0.5 * log(0.5 / 0.1)),
    ("kl-asymmetry", r"\approx 0.368", "0.368", 0.9 * log(0.9 / 0.5) + 0.1 * log(0.1 / 0.5)),
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
