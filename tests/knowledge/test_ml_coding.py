"""Runs the reference implementations of the ML coding notes and questions.

Each is held against a naive formula, a numerical gradient, a known value or a property.
"""

from __future__ import annotations

import itertools
import math
import random
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from fences import note, run_fences

ROOT = Path(__file__).resolve().parents[2]
NOTES = sorted(path.stem for path in (ROOT / "docs/problems").glob("*.md") if path.stem != "index")
QUESTIONS = yaml.safe_load((ROOT / "data/questions/ml-coding.yml").read_text(encoding="utf-8"))


@cache
def problem(name: str) -> dict[str, Any]:
    return note(f"problems/{name}.md")


@cache
def answer(name: str) -> dict[str, Any]:
    return run_fences(next(q["answer"] for q in QUESTIONS if q["id"] == name))


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(7)


def gradient(f: Callable[[np.ndarray], float], x: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """Central differences."""
    out = np.empty_like(x)
    for i in np.ndindex(*x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        out[i] = (f(up) - f(down)) / (2 * h)
    return out


def close(a: Any, b: Any, tolerance: float = 1e-9) -> None:
    np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance)


def softmax(z: np.ndarray) -> np.ndarray:
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@pytest.mark.parametrize("name", NOTES)
def test_every_note_runs(name: str) -> None:
    assert [thing for thing in problem(name).values() if callable(thing)]


@pytest.mark.parametrize("name", [q["id"] for q in QUESTIONS])
def test_every_answer_runs(name: str) -> None:
    answer(name)


# Notes: classic models


def test_nearest_neighbours(rng: np.random.Generator) -> None:
    ns = problem("k-nearest-neighbours")
    a, b = rng.normal(size=(7, 4)), rng.normal(size=(5, 4))
    close(ns["squared_distances"](a, b), [[((x - y) ** 2).sum() for y in b] for x in a])
    assert (ns["squared_distances"](a, a) >= 0).all()
    x, y = rng.normal(size=(60, 3)), rng.choice(["a", "b", "c"], 60)
    queries, k = rng.normal(size=(20, 3)), 7
    model = ns["KNearestNeighbours"](k).fit(x + 1e4, y)  # far from the origin
    expected = []
    for q in queries:
        votes = Counter(y[np.argsort(((x - q) ** 2).sum(axis=1))[:k]])
        expected.append([votes[c] / k for c in "abc"])
    close(model.predict_proba(queries + 1e4), expected)
    assert list(model.predict(queries + 1e4)) == ["abc"[int(np.argmax(row))] for row in expected]
    assert (ns["KNearestNeighbours"](1).fit(x, y).predict(x) == y).all()
    ns["KNearestNeighbours"](60).fit(x, y).predict(queries)
    with pytest.raises(ValueError, match="k must"):
        ns["KNearestNeighbours"](61).fit(x, y)
    target = rng.normal(size=60)
    close(ns["weighted_regression"](x, target, x, 3), target, 1e-3)
    close(ns["weighted_regression"](x, np.ones(60), queries, 5), np.ones(20))


def test_k_means(rng: np.random.Generator) -> None:
    ns = problem("k-means")
    blobs = np.array([[0.0, 0], [10, 0], [0, 10]])
    x = np.repeat(blobs, 50, axis=0) + rng.normal(0, 0.5, (150, 2)) + 1e3
    centres, labels, cost = ns["k_means"](x, 3, rng)
    assert sorted(np.bincount(labels)) == [50, 50, 50]
    naive = ((x[:, None] - centres) ** 2).sum(axis=2)
    assert (naive.argmin(axis=1) == labels).all()
    close(cost, naive.min(axis=1).sum(), 1e-6)
    close(centres, [x[labels == j].mean(axis=0) for j in range(3)])
    close(ns["k_means"](x[:10], 10, rng)[2], 0.0, 1e-6)
    ns["k_means"](np.ones((5, 2)), 3, rng)  # equal points
    moving, costs = ns["plus_plus"](x, 6, rng), []
    for _ in range(20):
        moving, _, cost = ns["lloyd_step"](x, moving)
        costs.append(cost)
    assert (np.diff(costs) <= 1e-6).all()
    lost = np.array([x[0], [9e9, 9e9]])  # the second centre serves nobody
    updated, _, before = ns["lloyd_step"](x, lost)
    assert np.isfinite(updated).all()
    assert ns["lloyd_step"](x, updated)[2] <= before
    state, counts = x[:3].copy(), np.zeros(3, dtype=int)
    for start in range(0, 150, 30):
        state, counts = ns["mini_batch_step"](x[start : start + 30], state, counts)
    assert counts.sum() == 150
    one, n = ns["mini_batch_step"](x[100:], *ns["mini_batch_step"](x[:100], x[:1], np.array([0])))
    close(one[0], x.mean(axis=0))  # one centre: the running mean of all points
    assert n == [150]


def test_linear_regression(rng: np.random.Generator) -> None:
    ns = problem("linear-regression")
    x, true = rng.normal(3, 2, (200, 4)), np.array([1.0, -2, 0.5, 0])
    y = x @ true + 3 + rng.normal(0, 0.1, 200)
    full = np.column_stack([np.ones(200), x])
    expected = np.linalg.solve(full.T @ full, full.T @ y)
    w, b = ns["fit_linear"](x, y)
    close([b, *w], expected)
    for penalty in (0.0, 5.0):
        direct, descent = ns["fit_linear"](x, y, penalty), ns["fit_by_gradient_descent"](x, y, penalty)
        close(direct[0], descent[0], 1e-6)
        close(direct[1], descent[1], 1e-6)
    eye = np.eye(5)
    eye[0, 0] = 0
    w, b = ns["fit_linear"](x, y, 5.0)
    close([b, *w], np.linalg.solve(full.T @ full + 5 * eye, full.T @ y))
    close(ns["fit_linear"](x, y + 100, 5.0)[0], w)  # the intercept is free
    twice = np.column_stack([x, x])
    close(twice @ ns["fit_linear"](twice, y)[0], x @ ns["fit_linear"](x, y)[0])
    weights, intercept = ns["lasso"](x, y, 30.0)
    correlation = x.T @ (y - x @ weights - intercept)
    on = weights != 0
    close(correlation[on], 30 * np.sign(weights[on]), 1e-6)
    assert (np.abs(correlation[~on]) <= 30 + 1e-6).all()
    assert not on.all()
    close(ns["lasso"](x, y, 0.0)[0], expected[1:], 1e-6)


def test_logistic_regression(rng: np.random.Generator) -> None:
    ns = problem("logistic-regression")
    assert np.isfinite(ns["sigmoid"](np.array([-1e4, 0, 1e4]))).all()
    close(ns["sigmoid"](np.array([-1.0, 0, 2])), 1 / (1 + np.exp([1.0, 0, -2])))
    x = rng.normal(size=(2000, 3))
    true = np.array([0.5, 1, -2, 0])
    y = (rng.random(2000) < 1 / (1 + np.exp(-(true[0] + x @ true[1:])))).astype(float)
    full, w = ns["with_intercept"](x), rng.normal(size=4)
    value, slope = ns["loss_and_gradient"](w, full, y, 0.3)
    p = 1 / (1 + np.exp(-full @ w))
    close(value, -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)) + 0.15 * (w[1:] ** 2).sum())
    close(slope, gradient(lambda v: ns["loss_and_gradient"](v, full, y, 0.3)[0], w), 1e-7)
    fitted = ns["fit_logistic"](x, y)
    close(fitted, ns["fit_by_newton"](x, y), 1e-5)
    close(fitted, true, 0.25)
    close(ns["predict_probability"](fitted, x).mean(), y.mean(), 1e-6)  # the intercept is free
    assert np.isfinite(ns["loss_and_gradient"](1e4 * w, full, y)[0])


def test_perceptron(rng: np.random.Generator) -> None:
    ns = problem("perceptron")
    u = np.array([3.0, -4, 1])
    u /= np.linalg.norm(u)
    x = rng.normal(size=(400, 2))
    margin = np.column_stack([x, np.ones(400)]) @ u
    x, margin = x[np.abs(margin) > 0.1], margin[np.abs(margin) > 0.1]
    y = np.sign(margin)
    w, mistakes = ns["fit_perceptron"](x, y, rng)
    assert (ns["predict"](w, x) == y).all()
    radius = np.linalg.norm(np.column_stack([x, np.ones(len(x))]), axis=1).max()
    assert 0 < mistakes <= (radius / np.abs(margin).min()) ** 2
    noisy = y * np.where(rng.random(len(y)) < 0.1, -1, 1)
    averaged = ns["fit_averaged"](x, noisy, rng)
    assert (ns["predict"](averaged, x) == y).mean() > 0.9


def gini(y: np.ndarray) -> float:
    return 1 - sum((y == c).mean() ** 2 for c in np.unique(y))


def test_decision_tree(rng: np.random.Generator) -> None:
    ns = problem("decision-tree")
    x, y = rng.normal(size=(40, 3)).round(1), rng.integers(0, 3, 40)
    one_hot = np.eye(3)[y]

    def cost(split: tuple[int, float]) -> float:
        left = x[:, split[0]] <= split[1]
        return left.mean() * gini(y[left]) + (~left).mean() * gini(y[~left])

    every = [(j, v) for j in range(3) for v in np.unique(x[:, j])[:-1]]
    close(cost(ns["best_split"](x, one_hot, 1)), min(map(cost, every)))
    j, threshold = ns["best_split"](x, one_hot, 10)
    assert 10 <= (x[:, j] <= threshold).sum() <= 30
    assert ns["best_split"](np.ones((4, 2)), one_hot[:4], 1) is None
    assert ns["best_split"](x[:1], one_hot[:1], 1) is None
    near = np.array([[1.0], [np.nextafter(1.0, 2)]])  # no number in between
    assert list(ns["DecisionTree"]().fit(near, np.array(["a", "b"])).predict(near)) == ["a", "b"]
    corners = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    xor = np.array(["no", "yes", "yes", "no"])
    assert (ns["DecisionTree"](max_depth=2).fit(corners, xor).predict(corners) == xor).all()
    assert not (ns["DecisionTree"](max_depth=1).fit(corners, xor).predict(corners) == xor).all()
    free = rng.normal(size=(100, 3))
    labels = rng.integers(0, 3, 100)
    assert (ns["DecisionTree"](max_depth=100).fit(free, labels).predict(free) == labels).all()
    stump = ns["DecisionTree"](max_depth=0).fit(free, labels)
    close(stump.predict_proba(free[:1])[0], np.bincount(labels) / 100)
    values, target = rng.normal(size=30).round(1), rng.normal(size=30) + 5
    cut, error = ns["best_cut_for_regression"](values, target)
    parts = [(target[values <= v], target[values > v]) for v in np.unique(values)[:-1]]
    close(error, min(((a - a.mean()) ** 2).sum() + ((b - b.mean()) ** 2).sum() for a, b in parts))
    a, b = target[values <= cut], target[values > cut]
    close(error, ((a - a.mean()) ** 2).sum() + ((b - b.mean()) ** 2).sum())


# Notes: optimisation and neural nets


def test_mini_batch_gradient_descent(rng: np.random.Generator) -> None:
    ns = problem("mini-batch-gradient-descent")
    parts = list(ns["batches"](10, 4, rng))
    assert [len(p) for p in parts] == [4, 4, 2]
    assert sorted(np.concatenate(parts)) == list(range(10))
    x, true = rng.normal(size=(256, 3)), np.array([1.0, -2, 3])
    y = x @ true
    loss, w = ns["squared_error"], np.zeros(3)
    close(loss(true + 1, x, y)[1], gradient(lambda v: loss(v, x, y)[0], true + 1), 1e-6)
    means = np.mean([loss(w, x[i : i + 32], y[i : i + 32])[1] for i in range(0, 256, 32)], axis=0)
    close(means, loss(w, x, y)[1])
    close(ns["accumulated_gradient"](loss, w, x, y, 100), loss(w, x, y)[1])
    one, _ = ns["minimise"](loss, w, x, y, rng, size=256, epochs=1, rate=0.1)
    close(one, w - 0.1 * loss(w, x, y)[1])
    assert (w == 0).all()  # the argument is left alone
    for momentum in (0.0, 0.9):
        found, history = ns["minimise"](loss, w, x, y, rng, rate=0.05, epochs=60, momentum=momentum)
        close(found, true, 1e-3)
        assert history[-1] < 1e-3 * history[0]
        assert len(history) == 60
    noisy = y + rng.normal(size=256)
    best = np.linalg.lstsq(x, noisy, rcond=None)[0]
    decayed, _ = ns["minimise"](loss, w, x, noisy, rng, epochs=200, rate=0.2, decay=0.05)
    constant, _ = ns["minimise"](loss, w, x, noisy, rng, epochs=200, rate=0.2)
    assert np.linalg.norm(decayed - best) < np.linalg.norm(constant - best)


def test_softmax(rng: np.random.Generator) -> None:
    ns = problem("softmax-and-its-gradient")
    z = rng.normal(size=(4, 5))
    p = ns["softmax"](z)
    close(p, np.exp(z) / np.exp(z).sum(axis=1, keepdims=True))
    close(ns["softmax"](z + 1e5), p, 1e-7)
    close(ns["log_softmax"](z), np.log(p))
    assert np.isfinite(ns["log_softmax"](np.array([[0.0, -1e5]]))).all()
    jacobian = ns["softmax_jacobian"](p[0])
    close(jacobian, [gradient(lambda v, i=i: ns["softmax"](v)[i], z[0]) for i in range(5)], 1e-8)
    close(jacobian.sum(axis=1), np.zeros(5))
    upstream = rng.normal(size=(4, 5))
    close(ns["softmax_backward"](p, upstream)[0], jacobian @ upstream[0])
    close(
        ns["softmax_backward"](p, upstream),
        gradient(lambda v: float((ns["softmax"](v) * upstream).sum()), z),
        1e-7,
    )
    labels = np.array([0, 4, 2, 2])
    for f in (ns["cross_entropy"], ns["smoothed_cross_entropy"]):
        close(f(z, labels)[1], gradient(lambda v, f=f: f(v, labels)[0], z), 1e-7)
        close(f(np.zeros((4, 5)), labels)[0], np.log(5))
    warm = ns["smoothed_cross_entropy"]
    close(warm(z, labels, 0.2, 3.0)[1], gradient(lambda v: warm(v, labels, 0.2, 3.0)[0], z), 1e-7)
    close(warm(z, labels, 0.0)[0], ns["cross_entropy"](z, labels)[0])
    close(ns["cross_entropy"](z, labels)[1].sum(axis=1), np.zeros(4))


def plain_attention(q: np.ndarray, k: np.ndarray, v: np.ndarray, allowed: np.ndarray) -> np.ndarray:
    """One head and one sequence, token by token."""
    out = np.zeros((len(q), v.shape[1]))
    for i in range(len(q)):
        seen = np.flatnonzero(allowed[i])
        if len(seen):
            out[i] = softmax(k[seen] @ q[i] / math.sqrt(q.shape[1])) @ v[seen]
    return out


def test_multi_head_attention(rng: np.random.Generator) -> None:
    ns = problem("multi-head-attention")
    batch, n, m, d, heads = 2, 5, 7, 12, 3
    x, memory = rng.normal(size=(batch, n, d)), rng.normal(size=(batch, m, d))
    w_q, w_k, w_v, w_o = rng.normal(size=(4, d, d)) / 3
    allowed = rng.random((batch, 1, n, m)) < 0.6
    allowed[0, 0, 2] = False  # a query that may see nothing
    out, weights = ns["multi_head_attention"](x, memory, w_q, w_k, w_v, w_o, heads, allowed)
    e = d // heads
    expected = np.zeros((batch, n, d))
    for b in range(batch):
        for h in range(heads):
            part = slice(h * e, (h + 1) * e)
            q, k, v = x[b] @ w_q[:, part], memory[b] @ w_k[:, part], memory[b] @ w_v[:, part]
            expected[b, :, part] = plain_attention(q, k, v, allowed[b, 0])
    close(out, expected @ w_o)
    assert weights.shape == (batch, heads, n, m)
    assert (weights[~np.broadcast_to(allowed, weights.shape)] == 0).all()
    close(weights.sum(axis=-1), np.broadcast_to(allowed.any(axis=-1), (batch, heads, n)).astype(float))
    own = (w_q, w_k, w_v, w_o, heads)
    later = x.copy()
    later[:, -1] += 1
    causal = ns["causal"](n)
    close(
        ns["multi_head_attention"](x, x, *own, causal)[0][:, :-1],
        ns["multi_head_attention"](later, later, *own, causal)[0][:, :-1],
    )
    order = rng.permutation(n)
    shuffled = x[:, order]
    close(
        ns["multi_head_attention"](shuffled, shuffled, *own)[0],
        ns["multi_head_attention"](x, x, *own)[0][:, order],
    )
    with pytest.raises(ValueError, match="multiple"):
        ns["multi_head_attention"](x, x, w_q, w_k, w_v, w_o, 5)
    q, k, v = rng.normal(size=(1, 4, n, 3)), rng.normal(size=(1, 2, n, 3)), rng.normal(size=(1, 2, n, 3))
    grouped = ns["grouped_query_attention"](q, k, v, causal)
    for h in range(4):
        close(grouped[0, h], plain_attention(q[0, h], k[0, h // 2], v[0, h // 2], causal))


def test_positional_encoding(rng: np.random.Generator) -> None:
    ns = problem("positional-encoding")
    code = ns["sinusoidal"](np.arange(50), 16)
    for t, i in ((0, 0), (3, 2), (49, 7)):
        angle = t / 10_000 ** (2 * i / 16)
        close(code[t, 2 * i : 2 * i + 2], [math.sin(angle), math.cos(angle)])
    product = code @ code.T
    for distance in (1, 5, 20):
        close(np.diag(product, distance), np.full(50 - distance, product[0, distance]))
    shift = np.linalg.lstsq(code[:40], code[7:47], rcond=None)[0]
    close(code[:40] @ shift, code[7:47])  # a shift is a linear map
    q, k, places = rng.normal(size=(2, 6, 8)), rng.normal(size=(2, 6, 8)), np.arange(6)
    for rotary in (ns["rotary"], ns["rotary_halves"]):
        scores = rotary(q, places) @ rotary(k, places).swapaxes(-1, -2)
        moved = rotary(q, places + 100) @ rotary(k, places + 100).swapaxes(-1, -2)
        close(scores, moved)
        close(np.linalg.norm(rotary(q, places), axis=-1), np.linalg.norm(q, axis=-1))
        close(rotary(q, places)[:, 0], q[:, 0])
    interleaved = np.arange(8).reshape(2, 4).T.ravel()  # 0, 4, 1, 5, ...
    close(ns["rotary"](q[..., interleaved], places), ns["rotary_halves"](q, places)[..., interleaved])
    with pytest.raises(ValueError, match="even"):
        ns["sinusoidal"](np.arange(3), 5)


def test_transformer_layer(rng: np.random.Generator) -> None:
    ns = problem("transformer-layer")
    width, heads = 12, 3
    p = ns["init"](width, rng)
    assert sum(v.size for v in p.values()) == 12 * width**2 + 13 * width
    p = {k: v + rng.normal(0, 0.1, v.shape) for k, v in p.items()}
    x = rng.normal(size=(2, 6, width))
    layer = ns["transformer_layer"]

    def norm(a: np.ndarray, i: int) -> np.ndarray:
        return (a - a.mean(-1, keepdims=True)) / np.sqrt(a.var(-1, keepdims=True) + 1e-5) * p[f"gain_{i}"] + p[
            f"shift_{i}"
        ]

    expected = x.copy()
    for b in range(2):
        q, k, v = np.split(norm(x[b], 1) @ p["qkv"] + p["qkv_bias"], 3, axis=1)
        mask = np.tril(np.ones((6, 6), dtype=bool))
        parts = [slice(i, i + width // heads) for i in range(0, width, width // heads)]
        mixed = np.concatenate([plain_attention(q[:, s], k[:, s], v[:, s], mask) for s in parts], axis=1)
        expected[b] += mixed @ p["out"] + p["out_bias"]
        expected[b] += ns["gelu"](norm(expected[b], 2) @ p["up"] + p["up_bias"]) @ p["down"] + p["down_bias"]
    close(layer(x, p, heads), expected)
    later = x.copy()
    later[:, -1] += 1
    close(layer(x, p, heads)[:, :-1], layer(later, p, heads)[:, :-1])
    order = rng.permutation(6)
    close(layer(x[:, order], p, heads, causal=False), layer(x, p, heads, causal=False)[:, order])
    z = np.linspace(-4, 4, 33)
    exact = [0.5 * v * (1 + math.erf(v / math.sqrt(2))) for v in z]
    close(ns["gelu"](z), exact, 1e-3)
    gate, up, down = rng.normal(size=(width, 8)), rng.normal(size=(width, 8)), rng.normal(size=(8, width))
    inner = x @ gate
    close(ns["swiglu"](x, gate, up, down), (inner / (1 + np.exp(-inner)) * (x @ up)) @ down)


def test_training_loop(rng: np.random.Generator) -> None:
    ns = problem("training-loop")
    x, y = rng.normal(size=(20, 3)), rng.integers(0, 4, 20)
    w = rng.normal(size=(3, 4))
    close(ns["loss_and_gradient"](w, x, y)[1], gradient(lambda v: ns["loss_and_gradient"](v, x, y)[0], w), 1e-7)
    close(ns["loss_and_gradient"](0 * w, x, y)[0], np.log(4))
    stopping = ns["EarlyStopping"](2)
    stops = [stopping.stop(v, np.array([v])) for v in (3.0, 2.0, 2.5, 1.0, 1.1, 1.2)]
    assert stops == [False] * 5 + [True]
    assert stopping.best == stopping.weights[0] == 1.0
    centres = np.array([[2.0, 0], [-2, 0], [0, 3]])
    labels = rng.integers(0, 3, 300)
    points = np.column_stack([centres[labels] + rng.normal(0, 0.5, (300, 2)), np.ones(300)])
    train, valid = (points[:200], labels[:200]), (points[200:], labels[200:])
    fitted, best = ns["fit_softmax_regression"](train, valid, 3, rng)
    close(best, ns["loss_and_gradient"](fitted, *valid)[0])
    assert best < 0.1
    assert ((points[200:] @ fitted).argmax(axis=1) == labels[200:]).mean() > 0.95


def test_layer_norm(rng: np.random.Generator) -> None:
    ns = problem("layer-norm")
    x, gain, shift = rng.normal(2, 3, (2, 3, 5)), rng.normal(size=5), rng.normal(size=5)
    y, saved = ns["layer_norm"](x, gain, shift)
    close(y, (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5) * gain + shift)
    upstream = rng.normal(size=x.shape)
    d_x, d_gain, d_shift = ns["layer_norm_backward"](upstream, saved)

    def loss(x: np.ndarray, gain: np.ndarray, shift: np.ndarray) -> float:
        return float((ns["layer_norm"](x, gain, shift)[0] * upstream).sum())

    close(d_x, gradient(lambda v: loss(v, gain, shift), x), 1e-6)
    close(d_gain, gradient(lambda v: loss(x, v, shift), gain), 1e-6)
    close(d_shift, gradient(lambda v: loss(x, gain, v), shift), 1e-6)
    close(d_x.sum(axis=-1), np.zeros((2, 3)))
    y, saved = ns["rms_norm"](x, gain)
    close(y, x / np.sqrt((x**2).mean(-1, keepdims=True) + 1e-6) * gain)
    d_x, d_gain = ns["rms_norm_backward"](upstream, saved)
    close(d_x, gradient(lambda v: float((ns["rms_norm"](v, gain)[0] * upstream).sum()), x), 1e-6)
    close(d_gain, gradient(lambda v: float((ns["rms_norm"](x, v)[0] * upstream).sum()), gain), 1e-6)


def test_adam(rng: np.random.Generator) -> None:
    ns = problem("adam")
    for decay in (0.0, 0.1):
        params = [rng.normal(size=(3, 2)), rng.normal(size=4)]
        start = params[1][0]
        optimiser = ns["AdamW"](params, rate=0.01, decay=decay)
        m = v = 0.0
        for t in range(1, 30):
            gradients = [rng.normal(size=p.shape) for p in params]
            g = gradients[1][0]
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
            start -= 0.01 * decay * start
            start -= 0.01 * (m / (1 - 0.9**t)) / (math.sqrt(v / (1 - 0.999**t)) + 1e-8)
            optimiser.step(gradients)
            close(params[1][0], start)
    w = np.array([5.0, -3.0])
    first = ns["AdamW"]([w], rate=0.1)
    first.step([np.array([1e-4, -1e3])])
    close(w, [4.9, -2.9], 1e-4)  # rate times sign
    second = ns["AdamW"]([w], rate=0.1)
    for _ in range(500):
        second.step([2 * w])
    close(w, [0, 0], 1e-3)
    p, velocity = np.array([1.0]), np.zeros(1)
    ns["momentum_step"](p, np.array([1.0]), velocity, 0.1)
    ns["momentum_step"](p, np.array([1.0]), velocity, 0.1)
    close(p, [1 - 0.1 - 0.19])
    p, square = np.array([1.0]), np.zeros(1)
    ns["rmsprop_step"](p, np.array([2.0]), square, 0.1)
    close(p, [1 - 0.1 * 2 / math.sqrt(0.04)], 1e-6)


# Notes: metrics


def test_auc(rng: np.random.Generator) -> None:
    ns = problem("auc")
    for _ in range(20):
        labels = rng.integers(0, 2, 40)
        scores = rng.normal(size=40).round(1)
        pairs = [(p > q) + 0.5 * (p == q) for p in scores[labels == 1] for q in scores[labels == 0]]
        close(ns["auc"](labels, scores), np.mean(pairs))
        close(ns["area"](*ns["roc_curve"](labels, scores)), np.mean(pairs))
        close(ns["auc"](labels, np.exp(scores)), np.mean(pairs))
    close(ns["mid_ranks"](np.array([10.0, 20, 10, 30])), [1.5, 3, 1.5, 4])
    assert ns["auc"](labels, np.zeros(40)) == 0.5
    assert ns["auc"](np.array([0, 0, 1, 1]), np.array([0.1, 0.4, 0.35, 0.8])) == 0.75
    with pytest.raises(ValueError, match="both"):
        ns["auc"](np.ones(3), np.arange(3.0))


def test_ndcg(rng: np.random.Generator) -> None:
    ns = problem("ndcg")
    known, ranked = np.array([[3.0, 2, 3, 0, 1, 2]]), -np.arange(6.0)[None]
    close(ns["dcg"](known, exponential=False), [6.861], 1e-4)
    close(ns["dcg"](-np.sort(-known), exponential=False), [7.141], 1e-4)
    close(ns["ndcg"](known, ranked, exponential=False), [0.961], 1e-3)
    relevance, scores = rng.integers(0, 4, (10, 8)).astype(float), rng.normal(size=(10, 8))
    relevance[3] = 0
    for k in (1, 3, 8, None):
        found = ns["ndcg"](relevance, scores, k)
        for row, rel, s in zip(found, relevance, scores, strict=True):

            def total(order: np.ndarray, rel: np.ndarray = rel, k: int | None = k) -> float:
                return sum((2 ** rel[j] - 1) / math.log2(i + 2) for i, j in enumerate(order[:k]))

            best = total(np.argsort(-rel))
            close(row, total(np.argsort(-s)) / best if best else 0.0)
    assert ((found >= 0) & (found <= 1)).all()
    close(ns["ndcg"](relevance, relevance)[relevance.any(axis=1)], 1.0)
    rel, tied = np.array([3.0, 0, 1, 2]), np.array([1.0, 1, 1, 0])
    orders = [[*p, 3] for p in itertools.permutations(range(3))]
    close(ns["expected_dcg"](rel, tied), np.mean([ns["dcg"](rel[None, o]) for o in orders]))


def test_mrr(rng: np.random.Generator) -> None:
    ns = problem("mrr")
    relevant, scores = rng.random((50, 10)) < 0.2, rng.normal(size=(50, 10))
    relevant[0] = False
    for k in (None, 3):
        for row, hits, s in zip(ns["reciprocal_ranks"](relevant, scores, k), relevant, scores, strict=True):
            ranks = [i + 1 for i, j in enumerate(np.argsort(-s)) if hits[j] and (k is None or i < k)]
            close(row, 1 / ranks[0] if ranks else 0.0)
    known = np.array([[False, False, True], [False, True, False], [True, False, False]])
    close(ns["mrr"](known, np.tile([3.0, 2, 1], (3, 1))), 11 / 18)
    target = rng.integers(0, 10, 50)
    one = np.zeros((50, 10), dtype=bool)
    one[np.arange(50), target] = True
    close(1 / ns["ranks_of_targets"](scores, target), ns["reciprocal_ranks"](one, scores))
    close(ns["average_precision"](one, scores), ns["reciprocal_ranks"](one, scores))
    assert (ns["ranks_of_targets"](np.zeros((50, 10)), target) == 10).all()
    hits = np.array([[True, False, True, False], [False] * 4])
    close(ns["average_precision"](hits, np.tile([4.0, 3, 2, 1], (2, 1))), [(1 + 2 / 3) / 2, 0])


# Notes: data


def test_stratified_split(rng: np.random.Generator) -> None:
    ns = problem("train-test-split-stratified")
    y = rng.choice(["a", "b", "c", "d"], 503, p=[0.6, 0.3, 0.09, 0.01])
    names, counts = np.unique(y, return_counts=True)
    for share in (0.1, 0.2, 0.5):
        train, test = ns["stratified_split"](y, share, rng)
        assert sorted([*train, *test]) == list(range(503))
        assert len(test) == round(share * 503)
        for name, count in zip(names, counts, strict=True):
            assert abs((y[test] == name).sum() - share * count) < 1.01
    repeat = [ns["stratified_split"](y, 0.2, np.random.default_rng(1))[1] for _ in range(2)]
    assert (repeat[0] == repeat[1]).all()
    seen = np.zeros(503)
    for _ in range(300):
        seen[ns["stratified_split"](y, 0.2, rng)[1]] += 1
    assert seen[y == "a"].min() > 25
    assert seen[y == "a"].max() < 105
    folds = ns["stratified_folds"](y, 5, rng)
    assert np.ptp(np.bincount(folds)) <= 1
    assert all(np.ptp(np.bincount(folds[y == name], minlength=5)) <= 1 for name in names)
    groups = rng.integers(0, 30, 503)
    train, test = ns["group_split"](groups, 0.2, rng)
    assert not set(groups[train]) & set(groups[test])
    assert len(set(groups[test])) == 6
    assert len(train) + len(test) == 503


def test_missing_values_and_scaling(rng: np.random.Generator) -> None:
    ns = problem("missing-values-and-scaling")
    x = rng.normal(5, 2, (200, 5))
    x[rng.random(200) < 0.2, 1] = np.nan
    x[:, 2], x[:, 3] = 0.1, np.nan
    train, test = x[:150], x[150:].copy()
    test[0, 0] = np.nan  # a gap where training had none
    model = ns["Preparation"]().fit(train)
    before = model.transform(train)
    assert before.shape == (150, 5)
    assert list(model.flagged) == [1]
    close(before[:, :4].mean(axis=0), np.zeros(4), 1e-9)
    close(before[:, :4].std(axis=0), [1, 1, 0, 1])
    close(before[:, 4], np.isnan(train[:, 1]))
    close(model.median[1], np.median(train[~np.isnan(train[:, 1]), 1]))
    after = model.transform(test)
    assert np.isfinite(after).all()
    close(after[0, 0], (np.median(train[:, 0]) - train[:, 0].mean()) / train[:, 0].std())
    close(model.transform(train), before)
    close(model.transform(test[:1]), after[:1])
    gap = np.nan
    close(ns["forward_fill"](np.array([gap, 1, gap, gap, 2, gap])), [gap, 1, 1, 1, 2, 2])
    middle, scale = ns["robust_scale"](np.column_stack([np.arange(101.0), np.ones(101)]))
    close(middle, [50, 1])
    close(scale, [50, 1])


def test_time_series_windows(rng: np.random.Generator) -> None:
    ns = problem("time-series-windows")
    series = np.arange(20.0)
    for width, horizon, stride in ((3, 2, 1), (4, 1, 3), (19, 1, 1)):
        x, y = ns["windows"](series, width, horizon, stride)
        starts = range(0, 20 - width - horizon + 1, stride)
        close(x, [series[s : s + width] for s in starts])
        close(y, [series[s + width : s + width + horizon] for s in starts])
        assert len(x) == (20 - width - horizon) // stride + 1
    with pytest.raises(ValueError, match="shorter"):
        ns["windows"](series, 20, 1)
    parts = list(ns["rolling_origin"](100, folds=3, test=10, gap=6))
    assert [(len(a), b[0], b[-1]) for a, b in parts] == [(64, 70, 79), (74, 80, 89), (84, 90, 99)]
    _, targets = ns["windows"](np.arange(108.0), 2, 7)
    train, test = parts[0]
    assert not set(targets[train].ravel()) & set(targets[test].ravel())
    assert set(targets[[train[-1] + 1]].ravel()) & set(targets[test].ravel())
    noise = rng.normal(size=30)
    close(ns["past_mean"](noise, 4)[4:], [noise[i - 4 : i].mean() for i in range(4, 30)])
    assert np.isnan(ns["past_mean"](noise, 4)[:4]).all()


def test_tf_idf() -> None:
    ns = problem("tf-idf")
    documents = ["The cat sat.", "the cat the dog", "A bird; a bird!"]
    model = ns["TfIdf"]().fit(documents)
    assert sorted(model.vocabulary) == ["a", "bird", "cat", "dog", "sat", "the"]
    rows = model.transform(documents)
    close(np.linalg.norm(rows, axis=1), np.ones(3))
    idf = {1: math.log(4 / 2) + 1, 2: math.log(4 / 3) + 1}
    raw = np.array([idf[2], idf[1], 2 * idf[2]])  # cat, dog, the twice
    second = [rows[1, model.vocabulary[w]] for w in ("cat", "dog", "the")]
    close(second, raw / np.linalg.norm(raw))
    query = model.transform(["dog unknown", "nothing known"])
    assert (query[1] == 0).all()
    assert list(ns["most_similar"](query[0], rows, 2)) == [1, 0]
    counts = np.array([[3.0, 0, 1], [1, 1, 1], [0, 4, 1], [0, 0, 4]])
    scores = ns["bm25"](counts, np.array([0]))
    assert scores[0] > scores[1] > scores[2] == scores[3] == 0
    expected = math.log(1 + 2.5 / 2.5) * 3 * 2.2 / (3 + 1.2 * (0.25 + 0.75 * 4 / 4))
    close(scores[0], expected)


# Notes: object-oriented


class FakeClock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_lru_cache_against_a_model() -> None:
    ns, rng, clock = problem("lru-cache-with-ttl"), random.Random(1), FakeClock()
    cache, capacity = ns["LRUCache"](4, ttl=20, clock=clock), 4
    model: dict[int, tuple[int, float]] = {}  # in order of use
    for step in range(5000):
        clock.now += rng.random() * 2
        key = rng.randrange(8)
        if rng.random() < 0.5:
            ttl = rng.choice([None, 3.0, 50.0])
            model.pop(key, None)
            model[key] = (step, clock.now + (ttl or 20))
            if len(model) > capacity:
                model = {k: v for k, v in model.items() if v[1] > clock.now}
            if len(model) > capacity:
                del model[next(iter(model))]
            cache.put(key, step, ttl)
        else:
            entry = model.pop(key, None)
            if entry and entry[1] > clock.now:
                model[key] = entry
            assert cache.get(key) == (entry[0] if key in model else None)
        assert len(cache._expiries) <= 2 * capacity
    assert len(cache) == sum(expires > clock.now for _, expires in model.values())


@pytest.mark.parametrize("seed", range(3))
def test_rate_limiters_keep_their_promise(seed: int) -> None:
    ns, rng = problem("rate-limiter"), random.Random(seed)
    clock = FakeClock()
    bucket = ns["TokenBucket"](rate=2.0, burst=5, clock=clock)
    log = ns["SlidingLog"](limit=6, window=3.0, clock=clock)
    counter = ns["SlidingCounter"](limit=6, window=3.0, clock=clock)
    passed: dict[str, list[float]] = {"bucket": [], "log": [], "counter": []}
    for _ in range(2000):
        clock.now += rng.expovariate(rng.choice([1, 10, 50]))
        for name, limiter in (("bucket", bucket), ("log", log)):
            if limiter.wait("x") == 0:
                passed[name].append(clock.now)
        if counter.allow("x"):
            passed["counter"].append(clock.now)
        if rng.random() < 0.1:
            bucket.forget_idle()
    for i, start in enumerate(passed["bucket"]):
        for count, end in enumerate(passed["bucket"][i : i + 40], 1):
            assert count <= 5 + 2 * (end - start) + 1e-6
    for first, last in zip(passed["log"], passed["log"][6:], strict=False):
        assert last - first >= 3.0
    for name, times in passed.items():
        assert len(times) > 0.8 * 2 * min(clock.now, 100), name
    per_window = Counter(int(t // 3) for t in passed["counter"])
    assert max(per_window.values()) <= 6
    wait = log.wait("y") or next(w for w in iter(lambda: log.wait("y"), -1) if w)
    clock.now += wait + 1e-9
    assert log.wait("y") == 0


# Answers: arrays and numbers


def test_answers_on_numbers(rng: np.random.Generator) -> None:
    a, b = rng.normal(size=(6, 3)) + 1e4, rng.normal(size=(4, 3)) + 1e4
    distances = answer("implement-pairwise-squared-distances")["squared_distances"]
    close(distances(a, b), ((a[:, None] - b) ** 2).sum(axis=2), 1e-6)
    lse = answer("implement-log-sum-exp")["log_sum_exp"]
    z = rng.normal(size=(3, 4))
    close(lse(z), np.log(np.exp(z).sum(axis=1)))
    close(lse(z, axis=0), np.log(np.exp(z).sum(axis=0)))
    close(lse(np.array([[1e4, 1e4], [-np.inf, -np.inf]])), [1e4 + np.log(2), -np.inf])
    bce = answer("implement-bce-with-logits")["bce_with_logits"]
    y = rng.integers(0, 2, (3, 4)).astype(float)
    p = 1 / (1 + np.exp(-z))
    close(bce(z, y)[0], -(y * np.log(p) + (1 - y) * np.log(1 - p)).mean())
    close(bce(z, y)[1], gradient(lambda v: bce(v, y)[0], z), 1e-7)
    close(bce(np.array([1000.0, -1000]), np.array([0.0, 1]))[0], 1000)
    queries, items = rng.normal(size=(5, 8)), rng.normal(size=(30, 8))
    best, scores = answer("implement-top-k-cosine")["top_k_cosine"](queries, items, 4)
    norms = np.outer(np.linalg.norm(queries, axis=1), np.linalg.norm(items, axis=1))
    cosine = queries @ items.T / norms
    assert (best == np.argsort(-cosine, axis=1)[:, :4]).all()
    close(scores, -np.sort(-cosine, axis=1)[:, :4])
    ids, upstream = np.array([[1, 2], [2, 2]]), rng.normal(size=(2, 2, 3))
    table = answer("implement-embedding-backward")["embedding_backward"](ids, upstream, 4)
    one_hot = np.eye(4)[ids.ravel()]
    close(table, one_hot.T @ upstream.reshape(4, 3))
    check = answer("implement-gradient-check")
    x = rng.normal(size=(3, 2))
    kept = x.copy()
    found = check["numerical_gradient"](lambda v: float((v**3).sum()), x)
    assert check["relative_error"](found, 3 * x**2) < 1e-7
    assert (x == kept).all()


def test_scalar_autodiff() -> None:
    value = answer("implement-scalar-autodiff")["Value"]

    def f(x: Any, y: Any) -> Any:
        a = x * y + 3 * x
        return (a * a + y).tanh() * a + x * x * x

    class Plain(float):
        def tanh(self) -> float:
            return math.tanh(self)

    def plain(v: np.ndarray) -> float:
        x, y = v
        a = x * y + 3 * x
        return math.tanh(a * a + y) * a + x**3

    x, y = value(0.3), value(-0.7)
    out = f(x, y)
    out.backward()
    point = np.array([0.3, -0.7])
    close(out.data, plain(point))
    close([x.grad, y.grad], gradient(plain, point), 1e-8)
    deep = x = value(1.0)
    for _ in range(5000):
        deep = deep + 1
    deep.backward()
    assert x.grad == 1


# Answers: layers and networks


def test_dropout_and_batch_norm(rng: np.random.Generator) -> None:
    dropout = answer("implement-inverted-dropout")["dropout"]
    x = np.ones((400, 400))
    out, mask = dropout(x, 0.3, rng, True)
    close(out.mean(), 1, 0.01)
    close((out == 0).mean(), 0.3, 0.01)
    assert (out == mask).all()
    assert dropout(x, 0.3, rng, False)[0] is x
    x, upstream = rng.normal(3, 2, (16, 4)), rng.normal(size=(16, 4))
    layer = answer("implement-batch-norm-with-running-statistics")["BatchNorm"](4)
    layer.gain, layer.shift = rng.normal(size=4), rng.normal(size=4)
    y = layer.forward(x, training=True)
    close(y, (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-5) * layer.gain + layer.shift)
    close(layer.mean, 0.1 * x.mean(0))
    close(layer.var, 0.9 + 0.1 * x.var(0, ddof=1))
    d_x = layer.backward(upstream)
    d_gain = layer.d_gain
    close(d_x, gradient(lambda v: float((layer.forward(v, True) * upstream).sum()), x), 1e-6)
    close(d_gain, (upstream * (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-5)).sum(0))
    alone = layer.forward(x[:1], training=False)
    close(alone, layer.forward(x, training=False)[:1])


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 1), (3, 2)])
def test_convolution(rng: np.random.Generator, stride: int, padding: int) -> None:
    images, kernels = rng.normal(size=(2, 3, 8, 7)), rng.normal(size=(4, 3, 3, 2))
    out = answer("implement-convolution-with-views")["convolve"](images, kernels, stride, padding)
    padded = np.pad(images, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    height, width = (8 + 2 * padding - 3) // stride + 1, (7 + 2 * padding - 2) // stride + 1
    assert out.shape == (2, 4, height, width)
    for b, o, i, j in np.ndindex(*out.shape):
        patch = padded[b, :, i * stride : i * stride + 3, j * stride : j * stride + 2]
        close(out[b, o, i, j], (patch * kernels[o]).sum())


def test_recurrent_and_attention_answers(rng: np.random.Generator) -> None:
    step = answer("implement-lstm-step")["lstm_step"]
    x, h, c = rng.normal(size=(2, 3)), rng.normal(size=(2, 4)), rng.normal(size=(2, 4))
    w, u, b = rng.normal(size=(3, 16)), rng.normal(size=(4, 16)), rng.normal(size=16)
    new_h, new_c = step(x, h, c, w, u, b)
    z = x @ w + h @ u + b
    gates = 1 / (1 + np.exp(-z))
    close(new_c, gates[:, 4:8] * c + gates[:, :4] * np.tanh(z[:, 8:12]))
    close(new_h, gates[:, 12:] * np.tanh(new_c))
    close(  # with the gates fixed, the path along the cell has the forget gate as its derivative
        gradient(lambda v: float(step(x, h, v, w, u, b)[1].sum()), c), gates[:, 4:8], 1e-7
    )
    mask = answer("implement-attention-mask-from-lengths")["attention_mask"](np.array([3, 1]), 3)
    assert mask.shape == (2, 1, 3, 3)
    assert mask.any(axis=-1).all()
    assert (mask[0, 0] == np.tril(np.ones((3, 3)))).all()
    assert mask[1, 0].tolist() == [[True, False, False]] * 3
    d, n = 6, 9
    w_q, w_k, w_v = rng.normal(size=(3, d, d))
    tokens = rng.normal(size=(n, d))
    cached = answer("implement-kv-cache-step")["CachedAttention"](w_q, w_k, w_v, n)
    steps = [cached.step(t) for t in tokens]
    causal = np.tril(np.ones((n, n), dtype=bool))
    close(steps, plain_attention(tokens @ w_q, tokens @ w_k, tokens @ w_v, causal))
    ns = answer("find-bugs-in-attention")
    x = rng.normal(size=(2, 5, 6))
    fixed = ns["attention"](x, w_q, w_k, w_v, 3)
    for i in range(2):
        part, causal = slice(2 * i, 2 * i + 2), np.tril(np.ones((5, 5), dtype=bool))
        q, k, v = (x[0] @ m[:, part] for m in (w_q, w_k, w_v))
        close(fixed[0, :, part], plain_attention(q, k, v, causal))
    assert not np.allclose(fixed, ns["attention_with_bugs"](x, w_q, w_k, w_v, 3))


def test_lora_and_contrastive_loss(rng: np.random.Generator) -> None:
    weight, x = rng.normal(size=(6, 5)), rng.normal(size=(3, 6))
    layer = answer("implement-lora-linear")["LoRALinear"](weight, rank=2, alpha=4, rng=rng)
    close(layer.forward(x), x @ weight)
    layer.b = rng.normal(size=(2, 5))
    close(layer.forward(x), x @ layer.merged())
    assert np.linalg.matrix_rank(layer.merged() - weight) == 2
    loss = answer("implement-in-batch-contrastive-loss")["info_nce"]
    a, b = rng.normal(size=(8, 4)), rng.normal(size=(8, 4))
    close(loss(np.ones((8, 4)), np.ones((8, 4))), np.log(8))
    close(loss(a, b), loss(b, a))
    close(loss(5 * a, b), loss(a, b))
    assert loss(a, a) < loss(a, b)
    ua, ub = (v / np.linalg.norm(v, axis=1, keepdims=True) for v in (a, b))
    s = np.exp(ua @ ub.T / 0.07)
    naive = [-0.5 * math.log(s[i, i] ** 2 / s[i].sum() / s[:, i].sum()) for i in range(8)]
    close(loss(a, b), np.mean(naive))


# Answers: optimisation and classic models


def test_optimisation_answers() -> None:
    clip = answer("implement-gradient-clipping-by-global-norm")["clip_by_global_norm"]
    gradients = [np.array([3.0]), np.array([[0.0, 4.0]])]
    assert clip(gradients, 1.0) == 5
    close(gradients[0], [0.6])
    close(gradients[1], [[0, 0.8]])
    assert clip(gradients, 2.0) == pytest.approx(1)
    assert gradients[0][0] == pytest.approx(0.6)
    rate = answer("implement-warm-up-and-cosine-decay")["learning_rate"]
    rates = [rate(s, 1.0, 10, 110, 0.1) for s in range(130)]
    close(rates[:10], np.arange(1, 11) / 10)
    close([rates[10], rates[60], rates[110], rates[129]], [1, 0.55, 0.1, 0.1])
    assert all(a >= b for a, b in itertools.pairwise(rates[10:]))


def test_als(rng: np.random.Generator) -> None:
    ns = answer("implement-als-for-explicit-ratings")
    ratings = rng.normal(size=(30, 2)) @ rng.normal(size=(2, 20))
    seen = rng.random((30, 20)) < 0.6
    hidden = np.where(seen, ratings, np.nan)
    users, items = ns["als"](hidden, seen, 2, rng, penalty=1e-3, rounds=50)
    assert np.abs((users @ items.T - ratings)[~seen]).mean() < 0.1
    one = ns["solve_side"](hidden, seen, items, 0.5)[4]
    part = items[seen[4]]
    close(one, np.linalg.solve(part.T @ part + 0.5 * np.eye(2), part.T @ ratings[4, seen[4]]))
    items, values = rng.normal(size=(20, 2)), []
    for _ in range(10):
        users = ns["solve_side"](hidden, seen, items, 0.5)
        values.append(ns["objective"](hidden, seen, users, items, 0.5))
        items = ns["solve_side"](hidden.T, seen.T, users, 0.5)
        values.append(ns["objective"](hidden, seen, users, items, 0.5))
    assert (np.diff(values) <= 1e-9).all()


def test_classic_answers(rng: np.random.Generator) -> None:
    counts, y = rng.poisson(1.5, (40, 6)).astype(float), rng.choice(["n", "p"], 40)
    model = answer("implement-multinomial-naive-bayes")["NaiveBayes"]().fit(counts, y, alpha=0.5)
    joint = []
    for name in ("n", "p"):
        total = counts[y == name].sum(axis=0) + 0.5
        joint.append((y == name).mean() * np.prod((total / total.sum()) ** counts[0]))
    close(np.exp(model.log_posterior(counts[:1])[0]), np.array(joint) / sum(joint))
    long = model.log_posterior(1000 * counts)
    assert np.isfinite(long.max(axis=1)).all()
    assert set(model.predict(counts)) <= {"n", "p"}
    x = rng.normal(size=(100, 5)) @ rng.normal(size=(5, 5)) + 3
    pca = answer("implement-pca-with-svd")["PCA"]().fit(x, 3)
    values, vectors = np.linalg.eigh(np.cov(x.T))
    close(pca.variance, values[::-1][:3])
    close(np.abs(np.diag(pca.axes @ vectors[:, ::-1][:, :3])), np.ones(3))
    close(pca.transform(x).var(axis=0, ddof=1), pca.variance)
    full = answer("implement-pca-with-svd")["PCA"]().fit(x, 5)
    close(full.restore(full.transform(x)), x)
    close(full.share.sum(), 1)


def test_boosting(rng: np.random.Generator) -> None:
    ns = answer("implement-gradient-boosting-with-stumps")
    x = rng.normal(size=(150, 3)).round(1)
    y = np.sin(x[:, 0]) + (x[:, 1] > 0.3) + rng.normal(0, 0.1, 150)
    order = np.argsort(x, axis=0, kind="stable")
    r = y - y.mean()

    def error(stump: tuple[int, float, float, float]) -> float:
        return float(((r - ns["Boosting"]._apply(stump, x)) ** 2).sum())

    every = []
    for j in range(3):
        for v in np.unique(x[:, j])[:-1]:
            left = x[:, j] <= v
            every.append(error((j, v, r[left].mean(), r[~left].mean())))
    close(error(ns["fit_stump"](x, order, r)), min(every))
    for rate in (0.1, 1.0, 1.9):
        errors = [((ns["Boosting"](m, rate).fit(x, y).predict(x) - y) ** 2).mean() for m in (0, 1, 5, 40)]
        assert (np.diff(errors) <= 1e-12).all()
    fitted = ns["Boosting"](300, 0.2).fit(x, y)
    assert ((fitted.predict(x) - y) ** 2).mean() < 0.05 * y.var()
    close(ns["Boosting"](3).fit(np.ones((5, 2)), np.arange(5.0)).predict(np.ones((1, 2))), [2])


# Answers: metrics and statistics


def test_metric_answers(rng: np.random.Generator) -> None:
    ns = answer("implement-confusion-matrix-and-macro-f1")
    true, predicted = rng.integers(0, 4, 60), rng.integers(0, 4, 60)
    matrix = ns["confusion_matrix"](true, predicted, 5)
    for i, j in np.ndindex(5, 5):
        assert matrix[i, j] == ((true == i) & (predicted == j)).sum()
    f1 = []
    for c in range(4):
        precision = (true[predicted == c] == c).mean()
        recall = (predicted[true == c] == c).mean()
        f1.append(2 * precision * recall / (precision + recall))
    close(ns["macro_f1"](matrix), np.mean(f1))  # class 4 never occurs
    ap = answer("implement-average-precision-with-ties")["average_precision"]
    labels, scores = rng.integers(0, 2, 50), rng.normal(size=50).round(1)
    expected, before = 0.0, 0.0
    for threshold in sorted(set(scores), reverse=True):
        passed = scores >= threshold
        recall = labels[passed].sum() / labels.sum()
        expected, before = expected + (recall - before) * labels[passed].mean(), recall
    close(ap(labels, scores), expected)
    shuffled = rng.permutation(50)
    close(ap(labels[shuffled], scores[shuffled]), expected)
    close(ap(labels, np.zeros(50)), labels.mean())
    ece = answer("implement-expected-calibration-error")["calibration_error"]
    p = rng.random(20_000)
    y = (rng.random(20_000) < p).astype(float)
    assert ece(y, p) < 0.02
    assert ece(y, np.clip(p + 0.2, 0, 1)) > 0.1
    close(ece(y, np.full(len(y), y.mean())), 0.0)
    close(ece(np.array([1.0, 0, 1, 1]), np.array([0.2, 0.2, 0.8, 0.8]), bins=2), 0.5 * 0.3 + 0.5 * 0.2)


def test_statistics_answers(rng: np.random.Generator) -> None:
    bootstrap = answer("implement-paired-bootstrap")["paired_bootstrap"]
    y = rng.normal(size=300)
    hard = rng.normal(size=300)
    a, b = y + hard, y + hard + rng.normal(0, 0.3, 300)

    def mse(t: np.ndarray, p: np.ndarray) -> float:
        return float(((t - p) ** 2).mean())

    difference, low, high = bootstrap(mse, y, a, b, rng)
    close(difference, mse(y, a) - mse(y, b))
    assert low < difference < high
    gaps = (y - a) ** 2 - (y - b) ** 2
    close(high - low, 2 * 1.96 * gaps.std() / math.sqrt(300), 0.15)
    assert bootstrap(mse, y, a, a, rng, rounds=20) == (0, 0, 0)
    ns = answer("implement-running-variance")
    values = 1e9 + rng.normal(size=1000)
    parts = [ns["Moments"]() for _ in range(3)]
    for part, chunk in zip(parts, (values[:10], values[10:700], values[700:]), strict=True):
        for v in chunk:
            part.add(float(v))
    for part in (*parts[1:], ns["Moments"]()):
        parts[0].merge(part)
    assert parts[0].n == 1000
    close(parts[0].mean, values.mean())
    close(parts[0].variance(), values.var(ddof=1), 1e-6)
    reservoir = answer("implement-reservoir-sampling")["reservoir"]
    dice, hits = random.Random(3), Counter()
    for _ in range(6000):
        hits.update(reservoir(range(10), 3, dice))
    assert all(abs(hits[i] / 6000 - 0.3) < 0.03 for i in range(10))
    assert reservoir(range(2), 3, dice) == [0, 1]


def test_boxes(rng: np.random.Generator) -> None:
    ns = answer("implement-iou-and-nms")
    a = np.array([[0.0, 0, 2, 2], [5, 5, 6, 6]])
    b = np.array([[1.0, 1, 3, 3], [0, 0, 2, 2], [8, 8, 9, 9]])
    close(ns["iou"](a, b), [[1 / 7, 1, 0], [0, 0, 0]])
    low = rng.random((30, 2)) * 5
    boxes, scores = np.hstack([low, low + 0.5 + rng.random((30, 2))]), rng.random(30)
    kept, expected = ns["non_maximum_suppression"](boxes, scores, 0.3), []
    overlap = ns["iou"](boxes, boxes)
    for i in np.argsort(-scores):
        if all(overlap[i, j] <= 0.3 for j in expected):
            expected.append(int(i))
    assert kept == expected


# Answers: text and decoding


def test_byte_pair_encoding() -> None:
    ns = answer("implement-byte-pair-encoding")
    words = {"low": 5, "lower": 2, "newest": 6, "widest": 3}
    merges = ns["learn"](words, 4)
    assert merges[:3] == [("e", "s"), ("es", "t"), ("l", "o")]
    assert ns["encode"]("lowest", merges) == ("low", "est")
    assert ns["merge"](("a", "a", "a"), ("a", "a")) == ("aa", "a")
    every = ns["learn"](words, 100)
    assert all(ns["encode"](word, every) == (word,) for word in words)
    assert ns["encode"]("", merges) == ()
    assert ns["encode"]("xyz", merges) == ("x", "y", "z")


def test_sampling_and_beam_search(rng: np.random.Generator) -> None:
    probabilities = answer("implement-temperature-top-k-and-nucleus-sampling")["token_probabilities"]
    p = np.array([0.1, 0.5, 0.05, 0.3, 0.05])
    z = np.log(p) + 3
    close(probabilities(z), p)
    close(probabilities(z, temperature=0.5), p**2 / (p**2).sum())
    close(probabilities(z, temperature=0), [0, 1, 0, 0, 0])
    close(probabilities(z, top_k=2), [0, 0.625, 0, 0.375, 0])
    close(probabilities(z, top_p=0.6), [0, 0.625, 0, 0.375, 0])
    close(probabilities(z, top_p=0.01), [0, 1, 0, 0, 0])
    draws = [answer("implement-temperature-top-k-and-nucleus-sampling")["sample"](z, rng) for _ in range(4000)]
    close(np.bincount(draws, minlength=5) / 4000, p, 0.03)
    search, vocabulary, longest = answer("implement-beam-search")["beam_search"], 4, 4
    table = {
        prefix: np.log(softmax(rng.normal(size=vocabulary)))
        for n in range(longest)
        for prefix in itertools.product(range(vocabulary), repeat=n)
    }

    def step(prefix: tuple[int, ...]) -> np.ndarray:
        return table[prefix[1:]]

    def log_p(tokens: tuple[int, ...]) -> float:
        return sum(table[tokens[:i]][t] for i, t in enumerate(tokens))

    ended = [(*prefix, 0) for n in range(longest) for prefix in itertools.product(range(1, vocabulary), repeat=n)]
    for alpha in (0.0, 1.0):
        best = max(ended, key=lambda t: log_p(t) / len(t) ** alpha)
        found, score = search(step, 9, 0, 1000, longest, alpha)
        assert found[1:] == best
        close(score, log_p(best) / len(best) ** alpha)
    greedy: tuple[int, ...] = ()
    while len(greedy) < longest and (not greedy or greedy[-1] != 0):
        greedy = (*greedy, int(table[greedy].argmax()))
    assert search(step, 9, 0, 1, longest)[0][1:] == greedy
    draw = answer("implement-gumbel-top-k")["gumbel_top_k"]
    weights = np.array([1.0, 2, 3, 4])
    pairs = Counter(tuple(map(int, draw(np.log(weights), 2, rng))) for _ in range(20_000))
    for (i, j), count in pairs.items():
        assert i != j
        close(count / 20_000, weights[i] / 10 * weights[j] / (10 - weights[i]), 0.02)


def test_target_encoding(rng: np.random.Generator) -> None:
    ns = answer("implement-out-of-fold-target-encoding")
    codes, y, folds = rng.integers(0, 5, 80), rng.random(80), np.arange(80) % 4
    out = ns["out_of_fold_encoding"](codes, y, folds, 6, strength=2.0)
    for i in range(80):
        others = folds != folds[i]
        same = others & (codes == codes[i])
        close(out[i], (y[same].sum() + 2 * y[others].mean()) / (same.sum() + 2))
    changed = y.copy()
    changed[0] += 100
    assert ns["out_of_fold_encoding"](codes, changed, folds, 6, 2.0)[0] == out[0]
    table = ns["means"](codes, y, 6, y.mean(), 2.0)
    close(table[5], y.mean())  # a level that was never seen


# Answers: object-oriented design


def test_store_with_transactions() -> None:
    store = answer("design-key-value-store-with-transactions")["Store"]()
    rng, stack = random.Random(5), [dict[str, int]()]
    for step in range(3000):
        key, move = rng.choice("abcd"), rng.random()
        if move < 0.3:
            store.set(key, step)
            stack[-1][key] = step
        elif move < 0.5:
            store.delete(key)
            stack[-1].pop(key, None)
        elif move < 0.7:
            store.begin()
            stack.append(dict(stack[-1]))
        elif len(stack) > 1:
            if move < 0.85:
                store.commit()
                stack[-2:] = [stack[-1]]
            else:
                store.rollback()
                stack.pop()
        assert {k: store.get(k) for k in "abcd" if store.get(k) is not None} == stack[-1]
    fresh = answer("design-key-value-store-with-transactions")["Store"]()
    with pytest.raises(RuntimeError):
        fresh.commit()
    fresh.set("a", None)
    assert fresh.get("a", 1) is None


def test_scheduler() -> None:
    scheduler = answer("design-event-scheduler")["Scheduler"]()
    seen: list[str] = []
    scheduler.at(5, lambda: seen.append("late"))
    cancelled = scheduler.at(2, lambda: seen.append("never"))
    scheduler.at(1, lambda: seen.append("a"))
    scheduler.at(1, lambda: seen.append("b"))
    ticks = scheduler.at(0, lambda: seen.append("tick"), every=2)
    assert scheduler.cancel(cancelled)
    assert not scheduler.cancel(cancelled)
    scheduler.run_until(4.5)
    assert seen == ["tick", "a", "b", "tick", "tick"]
    scheduler.cancel(ticks)
    scheduler.run_until(10)
    assert seen[5:] == ["late"]
    own: list[int] = []
    own.append(scheduler.at(11, lambda: scheduler.cancel(own[0]), every=1))
    scheduler.run_until(20)


def test_employee_registry() -> None:
    registry = answer("design-employee-registry")["Registry"]()
    registry.hire(1, "Ada")
    for number, manager in ((2, 1), (3, 1), (4, 2), (5, 4)):
        registry.hire(number, "x", manager)
    assert registry.everyone_under(1) == [2, 3, 4, 5]
    for manager in (2, 5):
        with pytest.raises(ValueError, match="reports"):
            registry.move(2, manager)
    registry.move(4, 3)
    assert registry.everyone_under(2) == []
    assert registry.everyone_under(3) == [4, 5]
    registry.leave(3)
    assert registry.everyone_under(1) == [2, 4, 5]
    with pytest.raises(ValueError, match="exists"):
        registry.hire(1, "again")
    for action in (lambda: registry.move(2, 99), lambda: registry.hire(9, "x", 99), lambda: registry.leave(3)):
        with pytest.raises(KeyError):
            action()
    assert registry.everyone_under(1) == [2, 4, 5]


def test_parking_lot() -> None:
    ns = answer("design-parking-lot")
    size = ns["Size"]
    lot = ns["ParkingLot"]({size.SMALL: [7, 3], size.LARGE: [1]}, lambda hours: 200 * math.ceil(hours))
    first = lot.enter("A", size.SMALL, 0)
    assert (first.spot, first.size) == (3, size.SMALL)
    assert lot.enter("B", size.MEDIUM, 0).spot == 1
    assert lot.enter("C", size.LARGE, 0) is None
    assert lot.enter("D", size.SMALL, 0).spot == 7
    with pytest.raises(ValueError, match="inside"):
        lot.enter("A", size.SMALL, 5)
    assert lot.leave("A", 5400) == 400
    assert lot.free(size.SMALL) == 1
    assert lot.enter("E", size.SMALL, 6000).spot == 3


def test_file_system() -> None:
    files = answer("design-in-memory-file-system")["FileSystem"]()
    files.mkdir("/a/b")
    files.write("/a/b/f", "text")
    files.write("/a/new/g", "more")
    assert files.read("/a/b/f") == "text"
    assert files.entries("/a") == ["b", "new"]
    files.move("/a/b", "/c")
    assert files.read("/c/f") == "text"
    assert files.entries("/") == ["a", "c"]
    for source, target, error in (
        ("/a", "/a/x", ValueError),
        ("/none", "/x", FileNotFoundError),
        ("/a", "/c", FileExistsError),
    ):
        with pytest.raises(error):
            files.move(source, target)
    with pytest.raises(IsADirectoryError):
        files.write("/a", "x")
    with pytest.raises(NotADirectoryError):
        files.mkdir("/c/f/x")
    with pytest.raises(FileNotFoundError):
        files.read("/a")
    with pytest.raises(ValueError, match="absolute"):
        files.read("a")


def test_experiment_assignment() -> None:
    experiment = answer("design-experiment-assignment")["Experiment"]
    users = [f"user-{i}" for i in range(20_000)]
    one = experiment("salt", {"a": 0.2, "b": 0.1})
    assigned = [one.variant(u) for u in users]
    shares = {name: count / len(users) for name, count in Counter(assigned).items()}
    close([shares["a"], shares["b"], shares[None]], [0.2, 0.1, 0.7], 0.01)
    assert assigned == [experiment("salt", {"a": 0.2, "b": 0.1}).variant(u) for u in users]
    wider = [experiment("salt", {"a": 0.2, "b": 0.4}).variant(u) for u in users]
    assert all(new == old for new, old in zip(wider, assigned, strict=True) if old)
    other = [experiment("pepper", {"a": 0.5}).variant(u) for u in users]
    both = sum(x == "a" and y == "a" for x, y in zip(assigned, other, strict=True))
    close(both / len(users), 0.1, 0.01)
    with pytest.raises(ValueError, match="add up"):
        experiment("s", {"a": 0.7, "b": 0.4})


def test_movie_recommender() -> None:
    ns = answer("design-movie-recommender-without-ml")
    ratings = ns["Ratings"]()
    for user, movie, stars in (
        ("ann", "alien", 5), ("ann", "heat", 4), ("bob", "alien", 5), ("bob", "heat", 5),
        ("bob", "ran", 5), ("cy", "alien", 4), ("cy", "up", 5), ("dee", "up", 1), ("dee", "big", 5),
    ):  # fmt: skip
        ratings.rate(user, movie, stars)
    popular = ns["ByPopularity"]()
    recommender = ns["Recommender"](ratings, [ns["BySimilarUsers"](), popular])
    assert recommender.recommend("ann", 2) == ["ran", "up"]  # bob shares two films, cy one
    assert recommender.recommend("ann", 10) == ["ran", "up", "big"]
    assert recommender.recommend("nobody", 1) == ["alien"]
    scores = popular.scores(ratings, "nobody")
    mean = 39 / 9
    close(scores["big"], (5 + 5 * mean) / 6)
    with pytest.raises(ValueError, match="stars"):
        ratings.rate("ann", "x", 6)
