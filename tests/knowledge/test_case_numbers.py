"""Every figure that the design cases derive is recomputed from the inputs that they state.

A row quotes the page, so that a number can change neither in the text nor here alone. A figure is right if it is
the computed value rounded to the digits that the text gives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from math import ceil, erfc, log, pi, sqrt
from pathlib import Path
from statistics import NormalDist

import pytest
from figures import follows

ROOT = Path(__file__).parents[2]
CASES = ROOT / "docs" / "cases"
QUESTIONS = ROOT / "data" / "questions"
DAY = 86_400
HOUR = 3_600
K, M, G, T = 1e3, 1e6, 1e9, 1e12
CORE_HOUR = 0.04
"""USD, the price of a core that the cases assume."""

Figure = tuple[str, str, float, float]
"""The words that state it, the number in them, the number's unit, and what it comes to."""


def arm(p: float, delta: float) -> float:
    """Units in each arm to see a rate move by delta: 80% power, 5% two-sided."""
    return 16 * p * (1 - p) / delta**2


def standard_error(p: float, n: float) -> float:
    return sqrt(p * (1 - p) / n)


def undo_sampling(q: float, kept: float) -> float:
    """The probability behind a score q that was trained on this share of the negatives."""
    return q / (q + (1 - q) / kept)


def candidate(similarity: float, bands: int = 16, rows: int = 8) -> float:
    """The chance that MinHash banding brings a pair together."""
    return 1 - (1 - similarity**rows) ** bands


def template() -> Iterator[Figure]:
    yield "10 million × 10 a day = 1,157 QPS", "1,157", 1, 10 * M * 10 / DAY
    yield "at peak factor 3 about 3,500", "3,500", 1, 10 * M * 10 / DAY * 3
    yield "3,500 QPS × 0.2 s = 700 in flight", "700", 1, 3500 * 0.2
    yield "1 billion × 1 KB = 1 TB a day", "1 TB", T, G * K
    yield "90 days in 3 copies = 270 TB", "270", T, G * K * 90 * 3
    yield "100 million × 64 × 4 B = 25.6 GB", "25.6", G, 100 * M * 64 * 4
    yield "76.8 GB in all", "76.8", G, 100 * M * 64 * 4 * 3
    yield "7 billion in bfloat16 = 14 GB", "14", G, 7 * G * 2
    yield "about 16 B each = 112 GB", "112", G, 7 * G * 16
    yield "7 billion: 14 GFLOP a token", "14", G, 2 * 7 * G
    yield "14 GB ÷ 2 TB/s = 7 ms a token", "7 ms", 1e-3, 14 * G / (2 * T)
    yield "at most 143 tokens a second", "143", 1, 2 * T / (14 * G)
    yield "32 × 8 × 128 in 16 bits = 128 KiB a token", "128 KiB", 1024, 2 * 32 * 8 * 128 * 2
    flops = 6 * 7 * G * 140 * G
    yield "7 billion × 140 billion tokens: 5.9e21", "5.9", 1e21, flops
    yield "4,083 GPU-hours", "4,083", 1, flops / (400 * T) / HOUR
    yield "USD 0.04 a core-hour, 5 ms each: USD 0.056 a million", "0.056", 1, CORE_HOUR / (HOUR / 0.005) * M
    yield "USD 2 an hour at 2,000 a second: USD 0.28 a million", "0.28", 1, 2 / (2000 * HOUR) * M
    yield "100 million, d = 128, M = 16: 64 GB", "64", G, 100 * M * (4 * 128 + 8 * 16)
    yield "100 million × (16 + 8) B = 2.4 GB", "2.4", G, 100 * M * 24
    yield "p = 5%, δ = 0.1 points: 760,000", "760,000", 1, arm(0.05, 0.001)
    yield "300 clean tests: the rate may still be 1%", "1%", 0.01, 3 / 300
    yield "1% slow calls, 20 in parallel: 18% of requests wait", "18", 0.01, 1 - 0.99**20
    yield "99.9%: 43 minutes a month", "43", 1, 30 * 24 * 60 * 0.001


def recommendation() -> Iterator[Figure]:
    pages = 12 * M * 6 * 2.5
    peak = pages / DAY * 3
    yield "180 million page requests a day", "180", M, pages
    yield "2,083 a second on average", "2,083", 1, pages / DAY
    yield "6,250 at a peak factor of 3", "6,250", 1, peak
    yield "a listing lives 60 ÷ 2 = 30 days", "30", 1, 60 * M / (2 * M)
    viewed = pages * 20 * 0.60
    clicks = viewed * 0.04
    yield "2.16 billion viewed impressions a day", "2.16", G, viewed
    yield "| click | 4% | 86.4 million |", "86.4", M, clicks
    yield "| message | 0.25% | 5.4 million |", "5.4", M, viewed * 0.0025
    yield "| sale | 0.03% | 648,000 |", "648,000", 1, viewed * 0.0003
    rows = clicks + 0.1 * (viewed - clicks)
    yield "294 million rows a day", "294", M, rows
    yield "147 GB at 0.5 KB each", "147", G, rows * 0.5 * K
    yield "ask for 5.2 million users an arm", "5.2", M, arm(0.03, 0.03 * 0.01)
    yield "60 million × 128 in int8 is 7.7 GB", "7.7", G, 60 * M * 128
    yield "HNSW links (M = 16) another 7.7 GB", "7.7", G, 60 * M * 2 * 16 * 4
    yield "15.4 GB a replica", "15.4", G, 60 * M * (128 + 128)
    yield "2 million new vectors (256 MB)", "256", M, 2 * M * 128
    yield "a bitmap of 7.5 MB", "7.5", M, 60 * M / 8
    scores = 500 * peak
    yield "500 × 6,250 is 3.1 million scores a second", "3.1", M, scores
    yield "that is 12.5 TFLOP/s", "12.5", T, scores * 4 * M
    cores = scores * 4 * M / (50 * G)
    yield "250 cores achieving 50 GFLOP/s", "250", 1, cores
    yield "USD 7,200 a month", "7,200", 1, cores * CORE_HOUR * 24 * 30
    yield "would be 3.1 GB/s", "3.1", G, scores * K
    yield "all listing features in memory (60 GB)", "60", G, 60 * M * K
    yield "over 2 million listings is 54 views each", "54", 1, 0.05 * viewed / (2 * M)
    yield "a single request would be 240 TFLOP", "240", T, 60 * M * 4 * M


def fraud() -> Iterator[Figure]:
    transfers, scams, loss = 5 * M, 5 * M / 20_000, 3 * K
    yield "58 transfers a second on average", "58", 1, transfers / DAY
    yield "290 at the peak", "290", 1, transfers / DAY * 5
    yield "250 scams a day", "250", 1, scams
    yield "EUR 750,000 lost a day", "750,000", 1, scams * loss
    yield "EUR 274 million a year", "274", M, scams * loss * 365
    calls = 40 * 25
    yield "40 × 25 gives 1,000 calls a day", "1,000", 1, calls
    yield "which is 0.02% of transfers", "0.02", 0.01, calls / transfers
    threshold = 15 / (loss * 0.7)
    yield "the break-even is $p$ = 0.71%", "0.71", 0.01, threshold
    yield "143 times the base rate", "143", 1, threshold * 20_000
    yield "That is 900 million transfers", "900", M, transfers * 180
    yield "about 45,000 scams", "45,000", 1, scams * 180
    yield "Keep 1% of the rest, 9 million", "9 million", M, (transfers - scams) * 180 * 0.01
    yield "200 honest transfers for each scam", "200", 1, (transfers - scams) * 0.01 / scams
    yield "= 0.0099", "0.0099", 1, undo_sampling(0.5, 0.01)
    yield "or 31 GB: memory", "31", G, 8 * M * 2 * K + 30 * M * 0.5 * K
    yield "a false-positive rate of 1% would be 50,000 calls", "50,000", 1, (transfers - scams) * 0.01
    caught = 0.6 * scams
    yield "150 of 1,000 alerts are scams", "150", 1, caught
    yield "precision 15%", "15", 0.01, caught / calls
    yield "false-positive rate 0.017%", "0.017", 0.01, (calls - caught) / (transfers - scams)
    yield "A test month of 7,500 scams", "7,500", 1, scams * 30
    yield "a standard error of 0.57 points", "0.57", 0.01, standard_error(0.6, scams * 30)
    arm_scams = arm(0.6, 0.05)
    yield "takes 1,536 scams an arm", "1,536", 1, arm_scams
    yield "at 125 a day that is 12 days", "12", 1, arm_scams / (scams / 2)
    yield "an answer after 57 days", "57", 1, arm_scams / (scams / 2) + 45
    yield "0.5% of transfers, 25,000 a day", "25,000", 1, transfers * 0.005
    yield "EUR 315,000 a day kept", "315,000", 1, caught * loss * 0.7
    yield "40 analysts at EUR 250 (10,000)", "10,000", 1, 40 * 250
    yield "850 annoyed customers at EUR 5 (4,250)", "4,250", 1, (calls - caught) * 5


def search_ranking() -> Iterator[Figure]:
    queries = 3 * M * 8
    peak = queries / DAY * 4
    yield "24 million queries a day", "24", M, queries
    yield "278 a second, 1,111 at the peak", "278", 1, queries / DAY
    yield "278 a second, 1,111 at the peak", "1,111", 1, peak
    yield "45% of queries, 10.8 million a day", "10.8", M, queries * 0.45
    yield "5,000 queries × 20 products = 100,000, USD 8,000", "100,000", 1, 5000 * 20
    yield "5,000 queries × 20 products = 100,000, USD 8,000", "8,000", 1, 5000 * 20 * 0.08
    yield "on 1% of traffic, 240,000 queries a day", "240,000", 1, queries * 0.01
    yield "the true rate may be 0.15%", "0.15", 0.01, 3 / 2000
    users = arm(0.45, 0.45 * 0.005)
    yield "782,000 queries an arm", "782,000", 1, users
    yield "with a design effect of 2 for repeat users, 1.6 million", "1.6", M, users * 2
    yield "300,000 × 1,200 is 45 MB", "45", M, 300 * K * 1200 / 8
    yield "300,000 × 256 floats are 307 MB", "307", M, 300 * K * 256 * 4
    yield "one store's 40,000 are 41 MB.", "41", M, 40 * K * 256 * 4
    yield "Exact search costs 20 MFLOP a query", "20", M, 40 * K * 256 * 2
    yield "a filter that keeps 13%", "13", 0.01, 40 / 300
    tail = peak * 0.40
    yield "40% of the peak is 444 queries a second", "444", 1, tail
    yield "× 30 pairs = 13,333 pairs", "13,333", 1, tail * 30
    pair = 2 * 11 * M * 32
    yield "a pair is 0.7 GFLOP", "0.7", G, pair
    yield "9.4 TFLOP/s, a third of one GPU", "9.4", T, tail * 30 * pair
    yield "10,000 × 200 pairs at 12 bytes, are 24 MB", "24", M, 10 * K * 200 * 12


def ads_click() -> Iterator[Figure]:
    auctions, rate = 30 * M * 40, 0.012
    peak = auctions / DAY * 2.5
    yield "1.2 billion auctions a day", "1.2", G, auctions
    yield "13,889 a second, 34,722 at the peak", "13,889", 1, auctions / DAY
    yield "13,889 a second, 34,722 at the peak", "34,722", 1, peak
    yield "3.47 million predictions", "3.47", M, peak * 100
    clicks = auctions * rate
    income = clicks * 0.40
    yield "14.4 million clicks × USD 0.40 is USD 5.76 million a day", "14.4", M, clicks
    yield "14.4 million clicks × USD 0.40 is USD 5.76 million a day", "5.76", M, income
    yield "USD 57,600 a day", "57,600", 1, income * 0.01
    yield "a thousand impressions are worth USD 6.00", "6.00", 1, 0.50 * rate * 1000
    yield "4.80 ÷ (1,000 × 0.012) = USD 0.40 a click", "0.40", 1, 4.80 / (1000 * rate)
    yield "20% too high and the price is USD 0.48", "0.48", 1, 4.80 * 1.2 / (1000 * rate)
    yield "it wins at 6.24", "6.24", 1, 4.80 * 1.3
    yield "At 4.80 × 1.2 = 5.76", "5.76", 1, 4.80 * 1.2
    yield "288,000 a day", "288,000", 1, clicks * 0.02
    yield "1.2 billion × 1 KB is 1.2 TB a day", "1.2 TB", T, auctions * K
    rows = clicks + 0.1 * (auctions - clicks)
    yield "133 million rows remain", "133", M, rows
    yield "of which 10.8% are clicks", "10.8", 0.01, clicks / rows
    yield "takes $q$ = 10.8% back to 1.2%", "1.2%", 0.01, undo_sampling(clicks / rows, 0.1)
    table = 200 * M * 16 * 4
    yield "200 million rows × 16 dimensions: 12.8 GB", "12.8", G, table
    yield "doubles it to 25.6 GB", "25.6", G, 2 * table
    yield "one state per row adds only 0.8 GB", "0.8", G, 200 * M * 4
    yield "so 13.6 GB in all", "13.6", G, table + 200 * M * 4
    yield "Sixteen-bit serving takes 6.4 GB", "6.4", G, table / 2
    entropy = -(rate * log(rate) + (1 - rate) * log(1 - rate))
    yield "at 1.2% that is 0.0650 nats", "0.0650", 1, entropy
    yield "a log loss of 0.0550 gives 0.846", "0.846", 1, 0.0550 / entropy
    yield "With 2,500 clicks its standard error is 2%", "2%", 0.01, 1 / sqrt(2500)
    flops = peak * 100 * 2 * M
    yield "6.9 TFLOP/s", "6.9", T, flops
    yield "139 cores achieving 50 GFLOP/s", "139", 1, flops / (50 * G)
    yield "280 with headroom, USD 269 a day", "269", 1, 280 * CORE_HOUR * 24
    yield "A full retrain from 14 days (16.8 TB raw)", "16.8", T, auctions * K * 14


def moderation() -> Iterator[Figure]:
    comments = 60 * M
    bad = comments * 0.003
    yield "694 comments a second, 2,778 at the peak", "694", 1, comments / DAY
    yield "694 comments a second, 2,778 at the peak", "2,778", 1, comments / DAY * 4
    yield "180,000 violations a day", "180,000", 1, bad
    yield "80,000 moderator decisions", "80,000", 1, 200 * 400
    yield "60,000 go to the queue, 15,000 to appeals, 5,000 to a random audit", "60,000", 1, 80 * K - 15 * K - 5 * K
    yield "a standard error of 0.077 points", "0.077", 0.01, standard_error(0.003, 5000)
    yield "a week gives 0.029", "0.029", 0.01, standard_error(0.003, 7 * 5000)
    right = bad * 0.45
    hidden = right / 0.97
    yield "81,000 violations in 83,505 hidden comments", "81,000", 1, right
    yield "81,000 violations in 83,505 hidden comments", "83,505", 1, hidden
    yield "so 2,505 wrong ones a day", "2,505", 1, hidden - right
    queue = 60 * K * 0.60
    yield "finds 36,000 more, 20% of all", "36,000", 1, queue
    yield "finds 36,000 more, 20% of all", "20", 0.01, queue / bad
    yield "Together 65%", "65", 0.01, (right + queue) / bad
    yield "the remaining 63,000", "63,000", 1, bad - right - queue
    yield "119,505 removals", "119,505", 1, hidden + queue
    yield "are 11,950 appeals", "11,950", 1, (hidden + queue) * 0.1
    encode = 2 * 86 * M * 64
    yield "64 tokens × 2 × 86 million is 11 GFLOP a comment", "11", G, encode
    yield "30.6 TFLOP/s at the peak", "30.6", T, encode * comments / DAY * 4
    grey = comments * 0.03
    cost = grey * 760 * 0.10 / M, grey * 40 * 0.40 / M
    yield "1.8 million comments a day × 760 tokens", "1.8", M, grey
    yield "is USD 137", "137", 1, cost[0]
    yield "are USD 29", "29", 1, cost[1]
    yield "USD 166 a day", "166", 1, sum(cost)
    yield "All 60 million would be USD 5,520", "5,520", 1, sum(cost) * comments / grey
    yield "200 moderators at USD 120 (24,000)", "24,000", 1, 200 * 120
    yield "≈ 128,000", "128,000", 1, 1.96**2 * 0.003 * 0.997 / 0.0003**2
    yield "is USD 4,560 a day for input", "4,560", 1, comments * 760 * 0.10 / M


def eta() -> Iterator[Figure]:
    rows, updates = 25 * M * 30, 4 * M * 60
    peak = rows * 0.20 / HOUR
    yield "750 million predictions a day", "750", M, rows
    yield "8,681 a second, 41,667 in the dinner hour", "8,681", 1, rows / DAY
    yield "8,681 a second, 41,667 in the dinner hour", "41,667", 1, peak
    yield "are 60 an order", "60", 1, 30 * 60 / 30
    yield "240 million a day, 13,333 a second at dinner", "240", M, updates
    yield "240 million a day, 13,333 a second at dinner", "13,333", 1, updates * 0.20 / HOUR
    yield "$3/(3 + 1)$ = 0.75", "0.75", 1, 3 / (3 + 1)
    yield "4% or 160,000 a day", "160,000", 1, 4 * M * 0.04
    yield "A month is 120 million orders", "120", M, 4 * M * 30
    yield "300 cities × 400 zones × 200 floats are 96 MB", "96", M, 300 * 400 * 200 * 4
    yield "500,000 restaurants × 100 floats 200 MB", "200 MB", M, 500 * K * 100 * 4
    error = standard_error(0.75, 2000)
    yield "daily coverage has a standard error of 0.97 points", "0.97", 0.01, error
    yield "14 days give 2,240 city-windows", "2,240", 1, 20 * 14 * 24 / 3
    yield "500 trees of depth 8 for four quantiles are 16,000 node visits", "16,000", 1, 500 * 8 * 4
    yield "at 3 ns each 48 µs a row", "48", 1e-6, 16 * K * 3e-9
    yield "that is 2 cores", "2 cores", 1, peak * 48e-6
    outside = 2 * NormalDist().cdf(-3)
    yield "over 300 cities that is 0.8 false alarms a day", "0.8", 1, 300 * outside
    z = NormalDist().inv_cdf(0.75)
    yield "2 × 0.674 = 1.349", "1.349", 1, 2 * z
    yield "1.414 × 0.674 = 0.954", "0.954", 1, sqrt(2) * z


def deduplication() -> Iterator[Figure]:
    n = 10 * G
    yield "40 TB of text", "40", T, n * 4 * K
    yield "10 trillion tokens", "10", T, n * 1000
    yield "5e19 comparisons", "5", 1e19, n**2 / 2
    yield "1,585 years at a billion a second", "1,585", 1, n**2 / 2 / G / DAY / 365
    saved = 6 * 7 * G * 4 * T
    yield "= 1.68e23 FLOPs", "1.68", 1e23, saved
    yield "116,667 GPU-hours", "116,667", 1, saved / (400 * T) / HOUR
    yield "USD 292,000 at USD 2.50", "292,000", 1, saved / (400 * T) / HOUR * 2.5
    yield "a 128-bit hash each, 160 GB", "160", G, n * 16
    yield "2.7 colliding pairs", "2.7", 1, n**2 / 2 / 2**64
    yield "$(1/16)^{1/8}$ = 0.71", "0.71", 1, (1 / 16) ** (1 / 8)
    table = "| candidate | 0.1% | 6% | 61% | 95% | 99.99% |"
    for similarity, stated in ((0.3, "0.1"), (0.5, "6"), (0.7, "61"), (0.8, "95"), (0.9, "99.99")):
        yield table, stated, 0.01, candidate(similarity)
    yield "standard error at 0.8 is 0.035", "0.035", 1, standard_error(0.8, 128)
    ablation = 6 * 1.5 * G * 30 * G
    yield "2.7e20 FLOPs each", "2.7", 1e20, ablation
    yield "1.62e21 together", "1.62", 1e21, ablation * 6
    yield "1,125 GPU-hours, USD 2,800", "1,125", 1, ablation * 6 / (400 * T) / HOUR
    yield "1,125 GPU-hours, USD 2,800", "2,800", 1, ablation * 6 / (400 * T) / HOUR * 2.5
    core_hours = n * 0.002 / HOUR
    yield "5,556 core-hours, USD 222", "5,556", 1, core_hours
    yield "5,556 core-hours, USD 222", "222", 1, core_hours * CORE_HOUR
    yield "128 × 4 B | 5.12 TB", "5.12", T, n * 128 * 4
    yield "16 × (8 + 8) B | 2.56 TB", "2.56", T, n * 16 * 16
    yield "160 billion rows to group", "160", G, n * 16
    yield "2.8 hours", "2.8", 1, core_hours / 2000
    yield "group one band at a time, 160 GB each", "160", G, n * 16
    yield "50 million copies, 1.25e15 pairs", "1.25", 1e15, (50 * M) ** 2 / 2
    yield "0.8⁸ = 0.168", "0.168", 1, 0.8**8
    yield "24 bands give 98.8%", "98.8", 0.01, candidate(0.8, bands=24)
    yield "16 bands of 6 rows give 99% at 0.8", "99", 0.01, candidate(0.8, rows=6)
    yield "22% instead of 6% at 0.5", "22", 0.01, candidate(0.5, rows=6)


def support_assistant() -> Iterator[Figure]:
    chats = 60 * K
    turns = chats * 5
    yield "8 minutes at USD 30 an hour, USD 4.00", "4.00", 1, 30 * 8 / 60
    yield "300,000 turns a day: 3.5 a second, 21 at the peak", "300,000", 1, turns
    yield "300,000 turns a day: 3.5 a second, 21 at the peak", "3.5", 1, turns / DAY
    yield "300,000 turns a day: 3.5 a second, 21 at the peak", "21", 1, turns / DAY * 6
    resolved = chats * 0.35
    yield "21,000 a day save USD 84,000", "21,000", 1, resolved
    yield "21,000 a day save USD 84,000", "84,000", 1, resolved * 4
    yield "420 × 50 costs USD 21,000", "420", 1, resolved * 0.02
    yield "420 × 50 costs USD 21,000", "21,000", 1, resolved * 0.02 * 50
    yield "One point of resolution is worth USD 2,400 a day", "2,400", 1, chats * 0.01 * 4
    yield "halving the errors USD 10,500", "10,500", 1, resolved * 0.01 * 50
    call = 1500 + 5 * 400 + 1000
    yield "Per model call about 4,500 tokens", "4,500", 1, call
    yield "At 95% correct the standard error is 0.9 points", "0.9", 0.01, standard_error(0.95, 600)
    yield "takes 2,364 judged conversations an arm", "2,364", 1, arm(0.015, 0.01)
    yield "Zero errors in 300 disconnection cases still allow 1%", "1%", 0.01, 3 / 300
    yield "below 0.1% needs 3,000 clean ones", "3,000", 1, 3 / 0.001
    yield "33,600 conversations an arm", "33,600", 1, arm(0.3, 0.01)
    yield "12,000 passages; × 1,024 floats is 49 MB", "49", M, 12 * K * 1024 * 4
    yield "2.7 billion at an assumed USD 0.50 a million", "2.7", G, turns * 2 * call
    yield "105 million at USD 2", "105", M, turns * 350
    bill = turns * 2 * call * 0.50 / M + turns * 350 * 2 / M
    yield "are USD 1,560 a day, or 2.6 cents", "1,560", 1, bill
    yield "are USD 1,560 a day, or 2.6 cents", "2.6", 0.01, bill / chats
    yield "saves USD 405", "405", 1, turns * 2 * 1500 * 0.50 / M * 0.9
    in_flight = turns / DAY * 6 * 2 * 4
    yield "42 calls a second × 4 s", "42", 1, turns / DAY * 6 * 2
    yield "are 167 in flight", "167", 1, in_flight
    held = 128 * 1024 * 5000
    yield "each holds 0.66 GB of KV cache", "0.66", G, held
    yield "109 GB in all", "109", G, in_flight * held


def questions() -> Iterator[Figure]:
    """Those of the design questions: the scenarios, then the pointed ones."""
    yield "139 a second, 556 at a peak factor of 4", "139", 1, 12 * M / DAY
    yield "139 a second, 556 at a peak factor of 4", "556", 1, 12 * M / DAY * 4
    yield "1.5% leave a month (75,000)", "75,000", 1, 5 * M * 0.015
    yield "an uplift of 60/300 = 20 points", "20", 0.01, 60 / 300
    yield "2,000/(2,000 + 500) = 0.8 quantile", "0.8", 1, 2000 / 2500
    yield "12 million × 256 int8 is 3.1 GB", "3.1", G, 12 * M * 256
    yield "864,000 windows a day", "864,000", 1, 10 * DAY
    yield "a rate near 1.2e-6 a window", "1.2", 1e-6, 1 / (10 * DAY)
    yield "four breakdowns a year each: 329 a day", "329", 1, 30 * K * 4 / 365
    yield "4 × 14/365 = 0.15 a lift", "0.15", 1, 4 * 14 / 365
    yield "USD 20 an hour: USD 33,333 a day", "33,333", 1, 50 * K * 2 / 60 * 20
    yield "about USD 110 at an assumed 0.50 a million", "110", 1, 50 * K * 4500 * 0.50 / M
    completions = 20 * K * 600 / (8 * HOUR)
    yield "600 requests a day in 8 hours: 417 a second", "417", 1, completions
    yield "11.7 PFLOP/s: 29 GPUs", "11.7", 1e15, completions * 2000 * 14 * G
    yield "11.7 PFLOP/s: 29 GPUs", "29", 1, completions * 2000 * 14 * G / (400 * T)
    yield "one in 4,800", "4,800", 1, 1000 * 24 * 60 / 300
    yield "a frame every 2 m: 450,000 frames", "450,000", 1, 900 * K / 2
    yield "At 8 m/s it must do 4 frames a second", "4", 1, 8 / 2
    visits = 600 * 20 * 12 / 60
    yield "20 visits of 12 minutes a day: 2,400 hours", "2,400", 1, visits
    yield "the speech takes 80 GPU-hours a day", "80", 1, visits / 30
    yield "22:00 and 6:00, 50,000 an hour", "50,000", 1, 400 * K / 8
    yield "telling 3.0% from 2.4% needs 11,700 impressions", "11,700", 1, arm(0.027, 0.006)
    yield "over 150 articles is 3,333, so 3.5 hours", "3,333", 1, 500 * K / 150
    yield "over 150 articles is 3,333, so 3.5 hours", "3.5", 1, arm(0.027, 0.006) / (500 * K / 150)
    yield "45,000 trips a day: 150 starts a station", "150", 1, 45 * K / 300
    yield "for eight hours, 192 stops", "192", 1, 6 * 4 * 8
    spread = sqrt(18 + 8)
    yield "= 5.1. To be 95% safe takes 18 bicycles", "5.1", 1, spread
    yield "To be 95% safe takes 18 bicycles in 20 docks", "18", 1, 18 - 8 + NormalDist().inv_cdf(0.95) * spread
    asked, fewer = (ceil(log(0.05) / log(1 - accepted)) for accepted in (0.08, 0.20))
    yield "at 8% acceptance a shift needs 36 offers", "36", 1, asked
    yield "54,000 in all, and 24,000 may be sent", "54,000", 1, 1500 * asked
    yield "54,000 in all, and 24,000 may be sent", "24,000", 1, 8 * K * 3
    yield "At 20% it needs 14: 21,000 fit", "14", 1, fewer
    yield "At 20% it needs 14: 21,000 fit", "21,000", 1, 1500 * fewer
    yield "60 of them targeted fraud: one in 20,000", "20,000", 1, 1.2 * M / 60
    yield "catching 54 of 60 in 200 alerts is 27% precision", "27", 0.01, 54 / 200
    yield "a false positive rate near 1.2e-4", "1.2", 1e-4, (200 - 54) / (1.2 * M)
    yield "14 mails a second, 70 at five times the mean", "14", 1, 1.2 * M / DAY
    yield "five visits a day, so 40,000 claims take 27 days", "27", 1, 40 * K / (300 * 5)
    yield "18,000 visits remain, 12 days", "18,000", 1, 40 * K * 0.45
    yield "18,000 visits remain, 12 days", "12", 1, 40 * K * 0.45 / (300 * 5)
    yield "3% of these 22,000, 660, are visited", "660", 1, 40 * K * 0.55 * 0.03
    yield "750 million plays, 8,700 a second", "8,700", 1, 30 * M * 25 / DAY
    yield "80 million × 64 int8 is 5.1 GB", "5.1", G, 80 * M * 64
    yield "3% of plays, 22.5 million a day", "22.5", M, 750 * M * 0.03
    yield "give 100,000 new tracks 225 plays each", "225", 1, 750 * M * 0.03 / (100 * K)
    yield "one in 25,000 of them a slip: 200", "200", 1, 5 * M / (25 * K)
    yield "Catching 160 of 200 means a precision of 3.2%", "3.2", 0.01, 160 / (5 * M / 1000)
    yield "leave 30 million, five in a million", "30", M, 3 * M * 2 * M * 5e-6
    yield "24,000 pairs in 60 days", "24,000", 1, 400 * 60
    yield "4% with sepsis: 4.8 cases a day", "4.8", 1, 600 / 5 * 0.04
    yield "one alert per ward and shift, 60 a day", "60", 1, 20 * 3
    yield "4.8 cases in 60 alerts are 8% precision", "8", 0.01, 4.8 / 60
    yield "It covers 1,800 a day", "1,800", 1, 2000 * 1.5 * 0.6
    yield "are USD 21.60 a day", "21.60", 1, 3000 * (6000 * 1 + 300 * 4) / M
    delay = 0.640 + 0.320 + 0.150 + 0.100
    yield "100 ms network: 1.21 s, which leaves 0.79 s", "1.21", 1, delay
    yield "100 ms network: 1.21 s, which leaves 0.79 s", "0.79", 1, 2 - delay
    yield "fail over the address: 24,000, at USD 5 each USD 120,000", "24,000", 1, 600 * K * 0.04
    yield "fail over the address: 24,000, at USD 5 each USD 120,000", "120,000", 1, 600 * K * 0.04 * 5
    yield "give a mean good to 4.7 m", "4.7", 1, 15 / sqrt(10)
    yield "costs a quarter, 5.9 m", "5.9", 1, 15 / sqrt(10) * sqrt(pi / 2)
    yield "cost USD 24,576 a day", "24,576", 1, 512 * 24 * 2
    yield "48% of the time: USD 12,780 idle", "12,780", 1, 512 * 24 * 2 * 0.52
    yield "60 days between failures each fail every 5,400 minutes", "5,400", 1, 60 * DAY / 60 / 16
    yield "= 147 minutes", "147", 1, sqrt(2 * 2 * 5400)
    yield "$r$ = 30% that is 267, at 10% it is 2,400", "267", 1, 0.96 / (0.04 * 0.3**2)
    yield "$r$ = 30% that is 267, at 10% it is 2,400", "2,400", 1, 0.96 / (0.04 * 0.1**2)
    yield "75 impressions without a click at 4% have a chance of 4.7%", "4.7", 0.01, 0.96**75
    yield "With $w$ = 0.1 and $q$ = 0.108, $p$ = 0.012", "0.012", 1, undo_sampling(0.108, 0.1)
    yield "about 4,800.", "4,800", 1, arm(0.0075, 0.005)
    yield "= 7.8 million an arm", "7.8", M, arm(0.02, 0.0002)
    yield "0.6 × 2 + 0.4 × 82 = 34 ms", "34", 1, 0.6 * 2 + 0.4 * 82
    yield "the backend gets 2.5 times its usual load", "2.5", 1, 1 / 0.4
    embed = 500 * M / 2000
    yield "250,000 GPU-seconds, or 69 GPU-hours", "250,000", 1, embed
    yield "250,000 GPU-seconds, or 69 GPU-hours", "69", 1, embed / HOUR
    yield "Eight GPUs need 8.7 hours", "8.7", 1, embed / HOUR / 8
    yield "USD 139", "139", 1, embed / HOUR * 2
    yield "are 512 GB of vectors, or 128 GB in int8", "512", G, 500 * M * 256 * 4
    yield "200 × 24 tests give 48 false alarms a day", "48", 1, 200 * 24 * 0.01
    yield "divide the users by 11", "11", 1, 1 + 999 * 0.01
    yield "$T$ is 2.4 days", "2.4", 1, sqrt(2 * 3000 / 1000)
    yield "694 core-hours, USD 28 at USD 0.04", "694", 1, 5 * G / 2000 / HOUR
    yield "694 core-hours, USD 28 at USD 0.04", "28", 1, 5 * G / 2000 / HOUR * CORE_HOUR
    yield "at 8 bytes each takes 40 GB", "40", G, 50 * M * 100 * 8
    yield "22.5 billion scores a day, 4.5 times as many", "22.5", G, 15 * M * 3 * 500
    yield "22.5 billion scores a day, 4.5 times as many", "4.5", 1, 15 * M * 3 * 500 / (5 * G)
    yield "0.08 × 500 − 10 = USD 30", "30", 1, 0.08 * 500 - 10
    yield "are 12 TFLOP/s and 3 GB/s", "12", T, 500 * 6000 * 4 * M
    prompt = 500 * 0.10 + 5 * 0.40
    yield "cost USD 52 per million items", "52", 1, prompt
    yield "9,000 ÷ (52 − 0.28) = 174 million items", "174", 1, 9000 / (prompt - 0.28)
    yield "at 20,000 a day, 24 years", "24", 1, 9000 / (prompt - 0.28) * M / 20_000 / 365
    chi_square = 2 * 600**2 / 50_600
    yield "= 14.2", "14.2", 1, chi_square
    yield "a p-value of about 0.0002", "0.0002", 1, erfc(sqrt(chi_square / 2))
    yield "1 - 0.99^{20} = 18", "18", 0.01, 1 - 0.99**20
    yield "over 10 Gb/s take 16 s; from a slow registry at 1 Gb/s, 160 s", "16", 1, (6 + 14) * 8 / 10
    yield "over 10 Gb/s take 16 s; from a slow registry at 1 Gb/s, 160 s", "160", 1, (6 + 14) * 8 / 1
    yield "ten steps succeed together in 95% of nights", "95", 0.01, 0.995**10
    yield "so 18 nights a year fail", "18", 1, 365 * (1 - 0.995**10)
    yield "one night in 11 years", "11", 1, 1 / (365 * (1 - (1 - 0.005**2) ** 10))
    yield "= 2.6 million users an arm", "2.6", M, 16 * 2**2 / 0.005**2
    yield "10 million keys × 24 hourly buckets × 8 B = 1.9 GB", "1.9", G, 10 * M * 24 * 8
    yield "per-minute buckets 115 GB", "115", G, 10 * M * 24 * 60 * 8


PAGES: tuple[Callable[[], Iterator[Figure]], ...] = (
    template, recommendation, fraud, search_ranking, ads_click, moderation, eta, deduplication, support_assistant,
    questions,
)  # fmt: skip
FIGURES = [(page.__name__.replace("_", "-"), *figure) for page in PAGES for figure in page()]
WORKED = [page.__name__.replace("_", "-") for page in PAGES[1:-1]]


@cache
def text(page: str) -> str:
    """A page's words, with its emphasis and line breaks taken out."""
    paths = sorted(QUESTIONS.glob("ml-system-design*.yml")) if page == "questions" else [CASES / f"{page}.md"]
    return " ".join(" ".join(path.read_text(encoding="utf-8") for path in paths).replace("**", "").split())


def rows(page: str) -> list[list[str]]:
    """The cells of all table rows of a page."""
    lines = (CASES / f"{page}.md").read_text(encoding="utf-8").splitlines()
    return [[cell.strip(" *") for cell in line.strip().strip("|").split("|")] for line in lines if line.startswith("|")]


@pytest.mark.parametrize(("page", "quote", "number", "unit", "value"), FIGURES)
def test_a_stated_figure_follows_from_its_inputs(page: str, quote: str, number: str, unit: float, value: float) -> None:
    assert quote in text(page), f"{page} no longer says {quote!r}"
    follows(quote, number, value / unit)


@pytest.mark.parametrize("page", [page for page in WORKED if page != "deduplication"])
def test_a_latency_budget_adds_up_and_keeps_the_promise(page: str) -> None:
    table = rows(page)
    end = next(i for i, row in enumerate(table) if row[0] == "sum")
    start = next(i for i in range(end, -1, -1) if set(table[i][0]) <= {"-"})
    total = int(table[end][1].replace(",", ""))
    assert sum(int(row[1]) for row in table[start + 1 : end]) == total
    promise = next(row[1] for row in table if row[0].startswith("Latency"))
    assert f"{total} ms" in promise or f"{total / 1000:g} s" in promise


def test_the_minute_budget_adds_up() -> None:
    table = [row for row in rows("template") if len(row) == 4]
    steps = [row for row in table if re.match(r"\d+\.|Their", row[0])]
    assert len(steps) == 11
    assert [sum(int(row[column]) for row in steps) for column in (1, 2)] == [45, 60]
    assert next(row[1:3] for row in table if row[0] == "Total") == ["45", "60"]


@pytest.mark.parametrize("page", WORKED)
def test_a_case_goes_through_the_ten_steps_and_ends_with_two_cards(page: str) -> None:
    source = (CASES / f"{page}.md").read_text(encoding="utf-8")
    headings = [int(n) for n in re.findall(r"^## (\d+)\. ", source, re.MULTILINE)]
    assert headings == list(range(1, 11))
    assert len(re.findall(r'^\?\?\? question "', source, re.MULTILINE)) == 2
    assert "**Scenario.**" in source
