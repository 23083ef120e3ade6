"""Checks the identities and numbers that the starter's answers state: seeded, NumPy only, a few seconds in all.

Each test names the question (`data/questions/*.yml`) whose statement it checks.
"""

from __future__ import annotations

import itertools
import math
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
import yaml

NORMAL = NormalDist()


def rng() -> np.random.Generator:
    return np.random.default_rng(20260101)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def numeric_gradient(f, x, h=1e-6):
    """Central differences of a scalar or vector function: one column a parameter."""
    columns = []
    for i in range(x.size):
        step = np.zeros_like(x)
        step.flat[i] = h
        columns.append((np.asarray(f(x + step)) - np.asarray(f(x - step))) / (2 * h))
    return np.array(columns).T


# Calculus


def test_softmax_jacobian():
    """softmax-jacobian"""
    z = rng().normal(size=5)
    p = softmax(z)
    jacobian = np.diag(p) - np.outer(p, p)
    assert np.allclose(jacobian, numeric_gradient(softmax, z), atol=1e-8)
    assert np.allclose(jacobian @ np.ones(5), 0)
    assert np.linalg.eigvalsh(jacobian).min() > -1e-12
    x = rng().normal(size=5)
    assert np.isclose(x @ jacobian @ x, p @ x**2 - (p @ x) ** 2)  # the variance of x under p
    assert np.allclose(jacobian.T @ x, p * (x - p @ x))
    tempered = softmax(z / 2)
    at_two = (np.diag(tempered) - np.outer(tempered, tempered)) / 2
    assert np.allclose(at_two, numeric_gradient(lambda v: softmax(v / 2), z), atol=1e-8)


def test_cross_entropy_gradient_and_hessian():
    """softmax-jacobian"""
    z, y = rng().normal(size=4), np.eye(4)[2]
    p = softmax(z)
    assert np.allclose(numeric_gradient(lambda v: -y @ np.log(softmax(v)), z), p - y, atol=1e-8)
    hessian = numeric_gradient(lambda v: softmax(v) - y, z)
    assert np.allclose(hessian, np.diag(p) - np.outer(p, p), atol=1e-8)


def test_cross_entropy_against_squared_error():
    """cross-entropy-versus-squared-error"""
    z, y = -10.0, 1.0
    p = sigmoid(z)
    assert np.isclose(p - y, -1, atol=1e-4)
    assert np.isclose((p - y) * p * (1 - p), -4.5e-5, atol=1e-6)
    numeric = numeric_gradient(lambda v: 0.5 * (sigmoid(v[0]) - 1) ** 2, np.array([0.7]))
    q = sigmoid(0.7)
    assert np.isclose(numeric, (q - 1) * q * (1 - q), atol=1e-8).all()


def test_logistic_regression_gradient_and_hessian():
    """logistic-regression-gradient"""
    r = rng()
    X = np.c_[np.ones(200), r.normal(size=(200, 2)), r.integers(0, 2, 200)]
    y = (r.random(200) < 0.3).astype(float)

    def loss(w):
        z = X @ w
        return np.sum(np.logaddexp(0, z) - y * z)

    w = r.normal(size=4)
    assert np.allclose(numeric_gradient(loss, w), X.T @ (sigmoid(X @ w) - y), atol=1e-4)
    w = np.zeros(4)
    for _ in range(9):  # Newton
        p = sigmoid(X @ w)
        move = np.linalg.solve(X.T @ ((p * (1 - p))[:, None] * X), X.T @ (p - y))
        w = w - move
        if np.abs(move).max() < 1e-10:
            break
    assert np.abs(move).max() < 1e-10
    p = sigmoid(X @ w)
    assert np.isclose(p.mean(), y.mean())
    assert np.isclose(p[X[:, 3] == 1].mean(), y[X[:, 3] == 1].mean())


def test_two_layer_backward_pass():
    """backpropagation-by-hand"""
    r = rng()
    X, y = r.normal(size=(6, 3)), r.integers(0, 4, 6)
    weights = [r.normal(size=(3, 5)), r.normal(size=5), r.normal(size=(5, 4)), r.normal(size=4)]

    def forward(W1, b1, W2, b2):
        Z = X @ W1 + b1
        H = np.maximum(Z, 0)
        P = softmax(H @ W2 + b2)
        return Z, H, P, -np.log(P[np.arange(6), y]).mean()

    Z, H, P, _ = forward(*weights)
    dS = (P - np.eye(4)[y]) / 6
    dZ = (dS @ weights[2].T) * (Z > 0)
    gradients = [X.T @ dZ, dZ.sum(0), H.T @ dS, dS.sum(0)]
    for i, gradient in enumerate(gradients):

        def loss(w, i=i):
            return forward(*weights[:i], w, *weights[i + 1 :])[3]

        assert np.allclose(numeric_gradient(loss, weights[i]).reshape(gradient.shape), gradient, atol=1e-7)


def test_matrix_gradients():
    """matrix-gradients"""
    r = rng()
    A, B, x, b = r.normal(size=(4, 4)), r.normal(size=(4, 4)), r.normal(size=4), r.normal(size=4)
    assert np.allclose(numeric_gradient(lambda v: v @ A @ v, x), (A + A.T) @ x, atol=1e-7)
    assert np.allclose(numeric_gradient(lambda v: np.sum((A @ v - b) ** 2), x), 2 * A.T @ (A @ x - b), atol=1e-6)
    assert np.allclose(numeric_gradient(lambda M: np.trace(B @ M), A).reshape(4, 4), B.T, atol=1e-7)
    by_entry = numeric_gradient(lambda M: np.log(np.abs(np.linalg.det(M))), A).reshape(4, 4)
    assert np.allclose(by_entry, np.linalg.inv(A).T, atol=1e-5)
    step = 1e-6 * B
    change = np.linalg.inv(A + step) - np.linalg.inv(A)
    assert np.allclose(change, -np.linalg.inv(A) @ step @ np.linalg.inv(A), atol=1e-9)


def test_jensen_gap():
    """jensens-inequality, skewed-target-log-transform"""
    logs = rng().normal(1.0, 0.8, size=2_000_000)
    y = np.exp(logs)
    assert np.exp(logs.mean()) < y.mean()
    assert np.isclose(y.mean(), math.exp(1 + 0.32), rtol=0.005)
    assert round(math.exp(0.32), 2) == 1.38
    assert round(1 - math.exp(-0.32), 2) == 0.27
    members = rng().normal(size=5)
    gain = np.mean((members - 0.3) ** 2) - (members.mean() - 0.3) ** 2
    assert np.isclose(gain, members.var())


# Information theory


def kl(p, q):
    p, q = np.asarray(p, float), np.asarray(q, float)
    return float(np.sum(p * np.log(p / q)))


def test_kl_asymmetry():
    """kl-asymmetry"""
    p, q = np.array([0.5, 0.5]), np.array([0.9, 0.1])
    assert round(kl(p, q), 3) == 0.511
    assert round(kl(q, p), 3) == 0.368
    middle = (p + q) / 2
    assert 0 < (kl(p, middle) + kl(q, middle)) / 2 < math.log(2)
    near = p + np.array([1e-4, -1e-4])
    assert np.isclose(kl(p, near), kl(near, p), rtol=1e-3)


def test_forward_kl_matches_moments():
    """kl-asymmetry"""
    x = np.linspace(-12, 12, 4801)
    density = 0.5 * np.exp(-0.5 * (x - 3) ** 2) + 0.5 * np.exp(-0.5 * (x + 3) ** 2)
    p = density / density.sum()

    def gaussian(mean, deviation):
        q = np.exp(-0.5 * ((x - mean) / deviation) ** 2) + 1e-300
        return q / q.sum()

    grid = list(itertools.product(np.linspace(-4, 4, 17), np.linspace(0.6, 4, 35)))
    forward = min(grid, key=lambda g: kl(p, gaussian(*g)))
    reverse = min(grid, key=lambda g: kl(gaussian(*g), p))
    assert np.allclose(forward, (0, math.sqrt(10)), atol=0.1)  # covers both modes
    assert abs(abs(reverse[0]) - 3) < 0.1  # settles on one
    assert abs(reverse[1] - 1) < 0.1


def test_entropy_identities():
    """entropy-cross-entropy-kl, mutual-information"""
    p, q = rng().dirichlet(np.ones(6), size=2)
    entropy, cross = -p @ np.log(p), -p @ np.log(q)
    assert np.isclose(cross, entropy + kl(p, q))
    assert kl(p, q) > 0
    assert np.isclose(-p @ np.log(np.full(6, 1 / 6)), math.log(6))
    joint = rng().dirichlet(np.ones(12)).reshape(3, 4)
    px, py = joint.sum(1), joint.sum(0)
    information = kl(joint, np.outer(px, py))
    conditional = -np.sum(joint * np.log(joint / px[:, None]))
    assert np.isclose(information, -py @ np.log(py) - conditional)


def test_plug_in_mutual_information_is_biased_upwards():
    """mutual-information"""
    r, n, values = rng(), 2000, []
    for _ in range(300):
        table = np.histogram2d(r.integers(0, 8, n), r.integers(0, 5, n), bins=(8, 5))[0] / n
        p = np.where(table > 0, table, 1)
        values.append(np.sum(table * np.log(p / np.outer(table.sum(1), table.sum(0)))))
    assert np.isclose(np.mean(values), 7 * 4 / (2 * n), rtol=0.1)


def test_mutual_information_of_gaussians():
    """mutual-information"""
    rho = 0.6
    covariance = np.array([[1, rho], [rho, 1]])
    information = 0.5 * math.log(1 / np.linalg.det(covariance))
    assert np.isclose(information, -0.5 * math.log(1 - rho**2))


# Probability


def test_bayes_rare_disease():
    """bayes-rare-disease"""
    posterior = 0.99 * 0.01 / (0.99 * 0.01 + 0.05 * 0.99)
    assert np.isclose(posterior, 1 / 6)
    odds = 1 / 99 * 0.99 / 0.05
    assert np.isclose(odds / (1 + odds), posterior)
    assert np.isclose(odds * 19.8 / (1 + odds * 19.8), 0.80, atol=0.005)


def test_two_headed_coin():
    """bayes-two-headed-coin"""
    posterior = 1024 / (1024 + 999)
    assert round(posterior, 3) == 0.506
    assert round(posterior + (1 - posterior) / 2, 3) == 0.753


def test_beta_binomial():
    """beta-binomial-update"""
    grid = np.linspace(1e-6, 1 - 1e-6, 400_001)
    density = grid ** (2 - 1) * (1 - grid) ** (38 - 1) * grid**3 * (1 - grid) ** 17
    density /= density.sum()
    mean = density @ grid
    assert np.isclose(mean, 5 / 60, atol=1e-5)
    assert np.isclose(math.sqrt(density @ (grid - mean) ** 2), math.sqrt(5 * 55 / (60**2 * 61)), atol=1e-5)
    assert np.isclose(20 / 60 * 3 / 20 + 40 / 60 * 0.05, 5 / 60)


def test_variance_of_a_correlated_mean():
    """variance-of-a-correlated-mean, random-forest-why-it-works"""
    n, rho, sigma = 7, 0.3, 2.0
    covariance = sigma**2 * (rho * np.ones((n, n)) + (1 - rho) * np.eye(n))
    a = np.full(n, 1 / n)
    assert np.isclose(a @ covariance @ a, rho * sigma**2 + (1 - rho) * sigma**2 / n)
    lowest = -1 / (n - 1) * np.ones((n, n)) + (1 + 1 / (n - 1)) * np.eye(n)
    assert np.isclose(np.linalg.eigvalsh(lowest).min(), 0)
    assert np.isclose(0.6 + 0.4 / 100, 0.604)
    assert np.isclose(0.3 + 0.7 / 100, 0.307)
    assert round(math.sqrt(1 + 19 * 0.1), 1) == 1.7


def test_uncorrelated_but_dependent():
    """uncorrelated-not-independent"""
    x = rng().normal(size=1_000_000)
    assert abs(np.corrcoef(x, x**2)[0, 1]) < 0.01
    flipped = x * rng().choice([-1, 1], size=x.size)
    assert abs(np.corrcoef(x, flipped)[0, 1]) < 0.01
    assert (np.abs(x) == np.abs(flipped)).all()


def test_waiting_times_for_patterns():
    """expected-tosses-two-heads"""

    def expected(pattern):
        k = len(pattern)
        A, b = np.eye(k), np.ones(k)  # states: how much of the pattern has been matched
        for state, toss in itertools.product(range(k), "HT"):
            seen = pattern[:state] + toss
            match = max(m for m in range(len(seen) + 1) if m <= k and seen.endswith(pattern[:m]))
            if match < k:
                A[state, match] -= 0.5
        return np.linalg.solve(A, b)[0]

    for pattern, answer in (("HH", 6), ("HT", 4), ("HHH", 14), ("HTH", 10)):
        assert np.isclose(expected(pattern), answer)
        overlaps = sum(2**k for k in range(1, len(pattern) + 1) if pattern[:k] == pattern[-k:])
        assert overlaps == answer


def test_coupon_collector():
    """coupon-collector"""
    mean = 6 * sum(1 / i for i in range(1, 7))
    assert round(mean, 1) == 14.7
    throws = rng().integers(0, 6, size=(20_000, 150))
    firsts = np.stack([(throws == face).argmax(1) for face in range(6)])
    assert np.isclose((firsts.max(0) + 1).mean(), mean, atol=0.15)
    n = 1000
    p = np.arange(1, n + 1) / n
    variance = np.sum((1 - p) / p**2)
    assert variance < math.pi**2 / 6 * n**2
    assert np.isclose(np.sum(1 / p), n * math.log(n) + 0.577 * n, rtol=0.001)


def test_maximum_of_uniforms():
    """maximum-of-uniforms"""
    ordered = np.sort(rng().random((200_000, 9)), axis=1)
    assert np.allclose(ordered.mean(0), np.arange(1, 10) / 10, atol=0.002)


def test_law_of_total_variance():
    """law-of-total-variance"""
    r = rng()
    orders = r.poisson(100, 40_000)
    sums = r.normal(30 * orders, 20 * np.sqrt(orders))
    assert np.isclose(sums.mean(), 3000, rtol=0.01)
    assert np.isclose(sums.var(), 130_000, rtol=0.03)
    assert round(math.sqrt(130_000)) == 361


def test_importance_sampling():
    """importance-sampling"""
    x = rng().normal(0, 2, 500_000)  # wider than the target
    weights = 2 * np.exp(-0.5 * x**2 + 0.125 * x**2)
    assert np.isclose(np.mean(weights * x**2), 1, atol=0.01)
    assert np.isclose(np.sum(weights * x**2) / weights.sum(), 1, atol=0.01)
    z = np.linspace(-40, 40, 80_001)  # narrower: the second moment of the weights grows with no bound

    def second_moment(limit):
        inside = np.abs(z) < limit
        return np.sum(np.exp(-(z[inside] ** 2) + 2 * z[inside] ** 2)) * (z[1] - z[0])

    assert second_moment(8) > 1e10 * second_moment(6)


def test_simpsons_paradox_table():
    """simpsons-paradox"""
    a, b = {"desktop": (160, 800), "phone": (10, 200)}, {"desktop": (44, 200), "phone": (48, 800)}
    assert all(b[s][0] / b[s][1] > a[s][0] / a[s][1] for s in a)
    totals = [sum(k for k, _ in arm.values()) / sum(n for _, n in arm.values()) for arm in (a, b)]
    assert np.allclose(totals, [0.17, 0.092])
    assert np.allclose([np.mean([k / n for k, n in arm.values()]) for arm in (a, b)], [0.125, 0.14])


def test_regression_to_the_mean():
    """regression-to-the-mean"""
    r, rho = rng(), 0.6
    first = r.normal(size=1_000_000)
    second = rho * first + math.sqrt(1 - rho**2) * r.normal(size=first.size)
    bad = np.abs(first + 2) < 0.05
    assert np.isclose(second[bad].mean(), rho * -2, atol=0.02)


# Distributions and estimation


def test_poisson_numbers():
    """binomial-poisson-exponential, grouped-and-stratified-splits"""

    def poisson(k, rate):
        return math.exp(-rate) * rate**k / math.factorial(k)

    assert round(math.exp(-2), 3) == 0.135
    assert round(1 - sum(poisson(k, 2) for k in range(5)), 3) == 0.053
    binomial = [math.comb(100_000, k) * 2e-5**k * (1 - 2e-5) ** (100_000 - k) for k in range(6)]
    assert np.allclose(binomial, [poisson(k, 2) for k in range(6)], atol=1e-5)
    assert 0.95 < sum(poisson(k, 5) for k in range(1, 10)) < 0.97


def test_skewness_of_a_mean():
    """central-limit-theorem"""
    means = rng().exponential(size=(200_000, 25)).mean(1)  # skewness 2
    skewness = np.mean((means - 1) ** 3) / means.std() ** 3
    assert np.isclose(skewness, 2 / math.sqrt(25), atol=0.03)


def test_rule_of_three():
    """rule-of-three"""
    assert round(1 - 0.05 ** (1 / 300), 4) == 0.0099
    assert round(1 - 0.05 ** (1 / 301), 4) == 0.0099  # Beta(1, 301): 1 - (1 - p)^301
    assert round(-math.log(0.05), 1) == 3.0
    assert math.log(0.05) / math.log(1 - 0.001) < 3000


def test_gaussian_maximum_likelihood_is_biased():
    """maximum-likelihood-gaussian"""
    x = rng().normal(size=(400_000, 5))
    sums = ((x - x.mean(1, keepdims=True)) ** 2).sum(1)
    assert np.isclose((sums / 5).mean(), 4 / 5, atol=0.005)
    assert np.isclose((sums / 4).mean(), 1, atol=0.005)
    errors = {d: np.mean((sums / d - 1) ** 2) for d in (4, 5, 6, 7)}
    assert min(errors, key=errors.__getitem__) == 6
    assert np.sqrt(sums / 4).mean() < 1


def test_ridge_is_map():
    """mle-versus-map-ridge"""
    r, sigma, tau = rng(), 0.5, 2.0
    X = r.normal(size=(30, 4))
    y = X @ r.normal(size=4) + sigma * r.normal(size=30)
    ridge = np.linalg.solve(X.T @ X + sigma**2 / tau**2 * np.eye(4), X.T @ y)

    def negative_log_posterior(w):
        return np.sum((y - X @ w) ** 2) / (2 * sigma**2) + w @ w / (2 * tau**2)

    assert np.allclose(numeric_gradient(negative_log_posterior, ridge), 0, atol=1e-5)


def test_least_squares_geometry():
    """normal-equations, pca-explained"""
    r = rng()
    X = np.c_[np.ones(50), r.normal(size=(50, 3))]
    y = r.normal(size=50)
    H = X @ np.linalg.solve(X.T @ X, X.T)
    residual = y - H @ y
    assert np.allclose(X.T @ residual, 0)
    assert np.isclose(residual.sum(), 0)
    assert np.allclose(H @ H, H)
    assert np.isclose(np.trace(H), 4)
    assert np.isclose(np.linalg.cond(X.T @ X), np.linalg.cond(X) ** 2)


def test_shrinking_an_unbiased_estimate():
    """bias-of-an-estimator"""
    theta, v = 1.5, 2.0
    c = np.linspace(0, 1, 100_001)
    best = c[np.argmin(c**2 * v + (1 - c) ** 2 * theta**2)]
    assert np.isclose(best, theta**2 / (theta**2 + v), atol=1e-4)


def test_james_stein():
    """bias-of-an-estimator"""
    for truth in (np.zeros(5), np.array([3.0, -2, 1, 0, 4])):
        x = truth + rng().normal(size=(200_000, 5))
        shrunk = (1 - 3 / np.sum(x**2, axis=1, keepdims=True)) * x
        assert np.sum((shrunk - truth) ** 2, 1).mean() < np.sum((x - truth) ** 2, 1).mean()


def test_out_of_bag_share():
    """out-of-bag-error, bootstrap, coupon-collector"""
    n = 1000
    assert np.isclose((1 - 1 / n) ** n, math.exp(-1), atol=1e-3)
    draws = rng().integers(0, n, size=(500, n))
    distinct = np.mean([len(np.unique(row)) for row in draws]) / n
    assert np.isclose(1 - distinct, math.exp(-1), atol=2e-3)
    assert np.isclose((draws.max(1) == n - 1).mean(), 1 - math.exp(-1), atol=0.05)


def test_bootstrap_standard_error_of_a_mean():
    """bootstrap"""
    r = rng()
    x = r.exponential(size=300)
    means = r.choice(x, size=(5000, x.size)).mean(1)
    assert np.isclose(means.std(), x.std() / math.sqrt(x.size), rtol=0.05)


def test_bias_variance_decomposition():
    """bias-variance-decomposition"""
    r, sigma, runs = rng(), 0.5, 40_000
    x = np.linspace(0, 1, 12)
    truth = np.sin(3 * x)
    y = truth + sigma * r.normal(size=(runs, 12))
    design, point = np.vander(x, 2), np.array([0.3, 1.0])  # a straight line, predicted at 0.3
    predictions = y @ np.linalg.pinv(design).T @ point
    fresh = math.sin(0.9) + sigma * r.normal(size=runs)
    bias, variance = predictions.mean() - math.sin(0.9), predictions.var()
    assert np.isclose(np.mean((fresh - predictions) ** 2), bias**2 + variance + sigma**2, rtol=0.03)
    near = y[:, :4].mean(1)
    assert np.isclose(near.var(), sigma**2 / 4, rtol=0.05)  # the mean of k neighbours


# Tests and experiments


def test_sample_size():
    """sample-size-two-proportions"""
    z = NORMAL.inv_cdf(0.975) + NORMAL.inv_cdf(0.8)
    assert round(2 * z**2, 1) == 15.7
    n = 2 * z**2 * 0.0475 / 0.0025**2
    assert round(n, -3) == 119_000
    other = z**2 * (0.05 * 0.95 + 0.0525 * 0.9475) / 0.0025**2
    assert round(other, -3) == 122_000
    r, size = rng(), round(other)
    a, b = r.binomial(size, 0.05, 20_000) / size, r.binomial(size, 0.0525, 20_000) / size
    power = np.mean((b - a) / np.sqrt((a * (1 - a) + b * (1 - b)) / size) > 1.96)
    assert np.isclose(power, 0.8, atol=0.01)
    assert np.isclose(((NORMAL.inv_cdf(0.975) + NORMAL.inv_cdf(0.9)) / z) ** 2, 1.34, atol=0.005)


def test_underpowered_results_exaggerate():
    """sample-size-two-proportions"""
    effect = NORMAL.inv_cdf(0.975) + NORMAL.inv_cdf(0.2)  # power 20%
    z = rng().normal(effect, 1, 1_000_000)
    found = z[np.abs(z) > 1.96]
    assert np.isclose(found.size / z.size, 0.2, atol=0.005)
    assert np.abs(found).mean() / effect > 2


@pytest.mark.parametrize(("looks", "rate"), [(1, 0.05), (2, 0.083), (5, 0.142), (10, 0.193), (20, 0.248)])
def test_peeking(looks, rate):
    """peeking-and-sequential-tests"""
    z = rng().normal(size=(200_000, looks)).cumsum(1) / np.sqrt(np.arange(1, looks + 1))
    assert np.isclose((np.abs(z) > 1.96).any(1).mean(), rate, atol=0.004)


def test_group_sequential_bounds():
    """peeking-and-sequential-tests"""
    share = np.arange(1, 6) / 5
    z = np.abs(rng().normal(size=(400_000, 5)).cumsum(1) / np.sqrt(np.arange(1, 6)))
    assert np.isclose((z > 2.413).any(1).mean(), 0.05, atol=0.002)  # Pocock
    assert np.isclose((z > 2.04 / np.sqrt(share)).any(1).mean(), 0.05, atol=0.002)  # O'Brien-Fleming


def test_multiple_comparisons():
    """multiple-comparisons, p-value-meaning"""
    assert round(1 - 0.95**20, 2) == 0.64
    assert round(0.9 * 0.05 / (0.9 * 0.05 + 0.1 * 0.8), 2) == 0.36
    r, shares = rng(), []
    for _ in range(3000):  # Benjamini-Hochberg at 10%: 30 true nulls of 40
        z = r.normal(size=40) + np.r_[np.zeros(30), np.full(10, 3.0)]
        p = np.array([2 * (1 - NORMAL.cdf(abs(v))) for v in z])
        order = np.argsort(p)
        below = np.flatnonzero(p[order] <= np.arange(1, 41) / 40 * 0.1)
        rejected = order[: below.max() + 1] if below.size else order[:0]
        shares.append(np.mean(rejected < 30) if rejected.size else 0.0)
    assert np.isclose(np.mean(shares), 0.1 * 30 / 40, atol=0.01)


def test_confidence_interval_numbers():
    """confidence-interval-meaning, compare-two-classifiers"""
    assert round(1.96 * math.sqrt(0.12 * 0.88 / 1000), 3) == 0.020
    touching = 2 * NORMAL.inv_cdf(0.975) / math.sqrt(2)
    assert round(touching, 2) == 2.77
    assert round(2 * (1 - NORMAL.cdf(touching)), 3) == 0.006
    for chi_squared, p in ((900 / 150, 0.014), (900 / 600, 0.22)):
        assert np.isclose(2 * (1 - NORMAL.cdf(math.sqrt(chi_squared))), p, atol=0.001)


def test_delta_method_for_a_ratio():
    """delta-method-ratio"""
    r, users, runs = rng(), 400, 4000
    rates = r.beta(2, 18, size=(runs, users))
    views = r.poisson(5, size=(runs, users)) + 1
    clicks = r.binomial(views, rates)
    ratio = clicks.sum(1) / views.sum(1)
    c, v, q = clicks[0], views[0], ratio[0]
    covariance = np.cov(c, v)
    formula = (covariance[0, 0] - 2 * q * covariance[0, 1] + q**2 * covariance[1, 1]) / (users * v.mean() ** 2)
    residual = (c - q * v) / v.mean()
    assert np.isclose(math.sqrt(formula), residual.std(ddof=1) / math.sqrt(users))
    linearised = (clicks - ratio[:, None] * views) / views.mean(1, keepdims=True)
    errors = linearised.std(1, ddof=1) / math.sqrt(users)
    assert np.isclose(ratio.std(), errors.mean(), rtol=0.04)
    naive = np.sqrt(ratio * (1 - ratio) / views.sum(1)).mean()
    assert naive < 0.95 * ratio.std()


def test_cuped():
    """cuped-variance-reduction"""
    r, rho = rng(), 0.7
    x = r.normal(size=500_000)
    y = rho * x + math.sqrt(1 - rho**2) * r.normal(size=x.size)
    theta = np.cov(x, y)[0, 1] / x.var()
    assert np.isclose((y - theta * (x - x.mean())).var() / y.var(), 1 - rho**2, atol=0.005)


# Linear algebra


def test_svd_and_eigenvalues():
    """eigenvalues-and-svd, derive-pca"""
    r = rng()
    A = r.normal(size=(8, 5))
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    assert np.allclose(np.linalg.eigvalsh(A.T @ A)[::-1], s**2)
    assert np.isclose(np.linalg.norm(A), math.sqrt(np.sum(s**2)))
    low = (U[:, :2] * s[:2]) @ Vt[:2]
    assert np.isclose(np.linalg.norm(A - low), math.sqrt(np.sum(s[2:] ** 2)))
    other = r.normal(size=(8, 2)) @ r.normal(size=(2, 5))
    assert np.linalg.norm(A - low) < np.linalg.norm(A - other)
    X = A - A.mean(0)
    covariance = X.T @ X / 7
    values, vectors = np.linalg.eigh(covariance)
    directions = r.normal(size=(1000, 5))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    assert np.einsum("ij,jk,ik->i", directions, covariance, directions).max() <= values[-1]
    top = vectors[:, -2:]
    assert np.isclose(np.sum((X - X @ top @ top.T) ** 2) / 7, values[:-2].sum())


def test_covariance_identities():
    """covariance-matrix-explained"""
    r = rng()
    X = r.normal(size=(6, 9))  # fewer rows than columns
    S = np.cov(X.T)
    assert np.linalg.matrix_rank(S) == 5
    A = r.normal(size=(2, 9))
    assert np.allclose(np.cov(A @ X.T), A @ S @ A.T)
    sigma = np.array([[2.0, 0.6], [0.6, 1.0]])
    sample = np.linalg.cholesky(sigma) @ r.normal(size=(2, 500_000))
    assert np.allclose(np.cov(sample), sigma, atol=0.02)


def test_kernel_as_inner_product():
    """kernel-trick"""
    x, y = rng().normal(size=(2, 2))

    def phi(v):
        return np.array([v[0] ** 2, math.sqrt(2) * v[0] * v[1], v[1] ** 2])

    assert np.isclose((x @ y) ** 2, phi(x) @ phi(y))


# Losses and regularisation


def test_best_constants_of_losses():
    """squared-absolute-huber, quantile-loss"""
    y = rng().exponential(size=2001)
    c = np.linspace(0, 5, 5001)[:, None]
    assert np.isclose(c[np.argmin(((y - c) ** 2).mean(1))], y.mean(), atol=0.002)
    assert np.isclose(c[np.argmin(np.abs(y - c).mean(1))], np.median(y), atol=0.005)
    pinball = np.maximum(0.9 * (y - c), (0.9 - 1) * (y - c)).mean(1)
    assert np.isclose(c[np.argmin(pinball)], np.quantile(y, 0.9), atol=0.02)


def test_l1_and_l2_shrinkage():
    """l1-versus-l2"""
    w = np.linspace(-3, 3, 600_001)
    for a in (-2.0, -0.3, 0.4, 1.7):
        lasso = w[np.argmin(0.5 * (w - a) ** 2 + 0.5 * np.abs(w))]
        ridge = w[np.argmin(0.5 * (w - a) ** 2 + 0.5 * 0.5 * w**2)]
        assert np.isclose(lasso, np.sign(a) * max(abs(a) - 0.5, 0), atol=1e-4)
        assert np.isclose(ridge, a / 1.5, atol=1e-4)


def test_early_stopping_filters_like_ridge():
    """early-stopping"""
    r = rng()
    X, y = r.normal(size=(40, 3)) * [3, 1, 0.2], r.normal(size=40)
    s, Q = np.linalg.eigh(X.T @ X)
    exact = Q.T @ np.linalg.solve(X.T @ X, X.T @ y)
    w, rate = np.zeros(3), 0.5 / s.max()
    for _ in range(25):
        w = w - rate * X.T @ (X @ w - y)
    assert np.allclose(Q.T @ w, (1 - (1 - rate * s) ** 25) * exact)
    ridge = np.linalg.solve(X.T @ X + 2.0 * np.eye(3), X.T @ y)
    assert np.allclose(Q.T @ ridge, s / (s + 2.0) * exact)


def test_dropout_is_an_l2_penalty_for_least_squares():
    """when-to-leave-dropout-out"""
    r, p = rng(), 0.3
    X, y, w = r.normal(size=(20, 4)), r.normal(size=20), r.normal(size=4)
    losses = []
    for mask in itertools.product((0, 1), repeat=4):  # rows share the mask here; by linearity rows can differ
        kept = np.array(mask)
        weight = np.prod(np.where(kept == 1, 1 - p, p))
        losses.append(weight * np.sum((y - (X * kept / (1 - p)) @ w) ** 2))
    penalty = p / (1 - p) * np.sum(w**2 * (X**2).sum(0))
    assert np.isclose(np.sum(losses), np.sum((y - X @ w) ** 2) + penalty)


def test_label_smoothing_gap():
    """label-smoothing"""
    K, smoothing = 10, 0.1
    true, other = 1 - smoothing + smoothing / K, smoothing / K
    gap = math.log(true / other)
    assert np.isclose(gap, math.log(91))
    z = np.zeros(K)
    z[0] = gap
    target = np.full(K, other)
    target[0] = true
    assert np.allclose(softmax(z), target)


def test_variance_inflation():
    """multicollinearity"""
    r = rng()
    a = r.normal(size=4000)
    X = np.c_[a, 3 * a + r.normal(size=4000)]
    X -= X.mean(0)
    squared = np.corrcoef(X.T)[0, 1] ** 2
    exact = np.linalg.inv(X.T @ X)[0, 0]
    assert np.isclose(exact, 1 / (3999 * X[:, 0].var(ddof=1)) / (1 - squared))
    assert np.isclose(squared, 0.9, atol=0.01)
    assert round(math.sqrt(10), 1) == 3.2


def test_focal_loss_numbers():
    """focal-loss"""
    assert np.isclose((1 - 0.9) ** 2, 0.01)
    assert np.isclose((1 - 0.5) ** 2, 0.25)
    q = np.linspace(0.001, 0.999, 9999)
    expected = -0.9 * (1 - q) ** 2 * np.log(q) - 0.1 * q**2 * np.log(1 - q)
    assert round(q[expected.argmin()], 2) == 0.69


# Metrics


def test_auc_is_a_rank_probability():
    """roc-auc-meaning"""
    r = rng()
    labels = r.integers(0, 2, 300)
    scores = np.round(r.normal(size=300) + labels, 1)  # with ties
    positive, negative = scores[labels == 1], scores[labels == 0]
    pairs = np.mean((positive[:, None] > negative) + 0.5 * (positive[:, None] == negative))
    ranks = np.array([(scores < s).sum() + ((scores == s).sum() + 1) / 2 for s in scores])
    m, n = len(positive), len(negative)
    assert np.isclose((ranks[labels == 1].sum() - m * (m + 1) / 2) / (m * n), pairs)
    thresholds = np.r_[np.inf, np.unique(scores)[::-1]]
    tpr = np.array([(positive >= t).mean() for t in thresholds])
    fpr = np.array([(negative >= t).mean() for t in thresholds])
    assert np.isclose(np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2), pairs)


def test_f1_identities():
    """precision-recall-f1"""
    tp, fp, fn = 30, 20, 10
    precision, recall = tp / (tp + fp), tp / (tp + fn)
    assert np.isclose(2 * precision * recall / (precision + recall), 2 * tp / (2 * tp + fp + fn))
    assert round(2 * 1 * 0.1 / 1.1, 2) == 0.18
    assert round(2 * 0.5 / 1.5, 2) == 0.67
    assert round(2 * 0.01 / 1.01, 2) == 0.02
    p = np.sort(rng().beta(0.5, 2, 200_000))[::-1]  # calibrated scores: expected counts
    f1 = 2 * p.cumsum() / (np.arange(1, p.size + 1) + p.sum())
    assert np.isclose(p[f1.argmax()], f1.max() / 2, atol=1e-3)


def test_micro_average_equals_accuracy():
    """macro-versus-micro"""
    y, guess = rng().integers(0, 4, size=(2, 500))
    tp = sum(((y == c) & (guess == c)).sum() for c in range(4))
    fp = sum(((y != c) & (guess == c)).sum() for c in range(4))
    fn = sum(((y == c) & (guess != c)).sum() for c in range(4))
    assert np.isclose(2 * tp / (2 * tp + fp + fn), (y == guess).mean())


def test_precision_at_low_prevalence_and_threshold():
    """roc-versus-precision-recall, choose-a-threshold, regression-metrics-choice"""
    assert round(0.01 * 0.9 / (0.01 * 0.9 + 0.99 * 0.05), 2) == 0.15
    p = np.linspace(0, 1, 100_001)
    act, ignore = 10 * (1 - p), 90 * p
    assert np.isclose(p[np.argmax(act < ignore)], 10 / (10 + 90), atol=1e-4)
    assert round(math.sqrt((1 + 1 + 1 + 81) / 4), 1) == 4.6


def test_class_weights_multiply_the_odds():
    """class-weights-and-probabilities"""
    q = np.linspace(0.0001, 0.9999, 99_981)
    for p in (0.01, 0.05, 0.3):
        best = q[np.argmin(-20 * p * np.log(q) - (1 - p) * np.log(1 - q))]
        assert np.isclose(best / (1 - best), 20 * p / (1 - p), rtol=2e-3)
        assert np.isclose(best / (best + 20 * (1 - best)), p, rtol=2e-3)
    assert round(1 / 21, 3) == 0.048


# Splits, selection and noise


def test_best_of_many_scores():
    """why-three-splits, seed-variance, hyperparameter-search"""
    r = rng()
    assert np.isclose(r.binomial(500, 0.8, size=(4000, 100)).max(1).mean() / 500, 0.844, atol=0.002)
    assert np.isclose(r.normal(size=(400_000, 5)).max(1).mean(), 1.16, atol=0.01)
    assert 1 - 0.95**59 > 0.95 > 1 - 0.95**58


def test_naive_target_encoding_leaks():
    """target-encoding"""
    r, areas = rng(), []
    for _ in range(20):
        category, y = r.integers(0, 1000, 2000), r.integers(0, 2, 2000)
        means = np.bincount(category, y, 1000) / np.maximum(np.bincount(category, minlength=1000), 1)
        positive, negative = means[category][y == 1], means[category][y == 0]
        areas.append(np.mean((positive[:, None] > negative) + 0.5 * (positive[:, None] == negative)))
    assert np.isclose(np.mean(areas), 0.87, atol=0.01)
    assert round((2 + 20 * 0.1) / 22, 2) == 0.18


def test_curse_of_dimensionality():
    """curse-of-dimensionality"""
    assert round(0.01 ** (1 / 10), 2) == 0.63
    for dimension, ratio in ((2, 0.02), (10, 0.27), (1000, 0.89)):
        points, queries = np.split(rng().random((1030, dimension)), [1000])
        squares = (queries**2).sum(1)[:, None] + (points**2).sum(1) - 2 * queries @ points.T
        distances = np.sqrt(np.maximum(squares, 0))
        assert np.isclose(np.mean(distances.min(1) / distances.max(1)), ratio, atol=0.015)


def test_largest_z_score():
    """outliers, missing-data-mechanisms"""
    x = np.zeros(10)
    x[0] = 1e6
    assert np.isclose((x[0] - x.mean()) / x.std(ddof=1), 9 / math.sqrt(10))
    assert round(9 / math.sqrt(10), 2) == 2.85
    assert round(0.95**20, 2) == 0.36


# Optimisation


def test_step_limit_and_rates_on_a_quadratic():
    """learning-rate-wrong, momentum-and-nesterov"""
    curvature = np.array([1.0, 100.0])

    def run(rate, steps, beta=0.0):
        x, v = np.ones(2), np.zeros(2)
        for _ in range(steps):
            v = beta * v + curvature * x
            x = x - rate * v
        return np.linalg.norm(x)

    assert run(2.01 / 100, 300) > 1 > run(1.99 / 100, 300)
    best = 2 / 101
    assert np.isclose((run(best, 400) / run(best, 200)) ** (1 / 200), 99 / 101, atol=1e-4)
    root = 9 / 11
    rate, beta = (2 / 11) ** 2, root**2
    assert np.isclose((run(rate, 400, beta) / run(rate, 200, beta)) ** (1 / 200), root, atol=0.02)
    assert np.isclose(math.log(99 / 101) / math.log(root), 0.1, atol=0.002)  # ten times fewer steps


def test_adam_first_step():
    """adam-explained"""
    for g in (1e-4, -3.0, 250.0):
        m, v = 0.1 * g, 0.001 * g**2
        assert np.isclose(abs(m / math.sqrt(v)), 3.2, atol=0.05)
        assert np.isclose((m / 0.1) / (math.sqrt(v / 0.001) + 1e-8), np.sign(g), atol=1e-3)


def test_mini_batch_variance():
    """batch-stochastic-mini-batch"""
    gradients = rng().normal(size=10_000)
    batches = rng().choice(gradients, size=(20_000, 32)).mean(1)
    assert np.isclose(batches.var(), gradients.var() / 32, rtol=0.05)
    assert np.isclose(batches.mean(), gradients.mean(), atol=0.005)


def test_he_initialisation_keeps_the_scale():
    """read-layer-statistics"""
    r = rng()
    x = r.normal(size=(200, 256))
    scales = []
    for _ in range(20):
        x = np.maximum(x @ (r.normal(size=(256, 256)) * math.sqrt(2 / 256)), 0)
        scales.append(math.sqrt(np.mean(x**2)))
    assert 0.5 < scales[-1] / scales[0] < 2
    assert 0.25**10 < 1e-6


# Trees, clusters, explanations


def test_impurity_example():
    """gini-versus-entropy"""

    def gini(a, b):
        return 1 - (a / (a + b)) ** 2 - (b / (a + b)) ** 2

    first = 0.5 * gini(300, 100) + 0.5 * gini(100, 300)
    second = 600 / 800 * gini(200, 400) + 200 / 800 * gini(200, 0)
    assert np.isclose(first, 0.375)
    assert np.isclose(second, 1 / 3)
    assert min(300, 100) + min(100, 300) == min(200, 400) + min(200, 0)


def test_boosting_leaf_and_gain():
    """xgboost-split-gain"""
    r = rng()
    g, h, penalty = r.normal(size=8), r.random(8), 1.5
    w = np.linspace(-10, 10, 2_000_001)

    def best(rows):
        G, H = g[rows].sum(), h[rows].sum()
        objective = G * w + 0.5 * (H + penalty) * w**2
        assert np.isclose(w[objective.argmin()], -G / (H + penalty), atol=1e-4)
        return objective.min()

    def score(rows):
        return g[rows].sum() ** 2 / (h[rows].sum() + penalty)

    left, right = np.arange(4), np.arange(4, 8)
    both = np.arange(8)
    gain = 0.5 * (score(left) + score(right) - score(both))
    assert np.isclose(best(both) - best(left) - best(right), gain, atol=1e-6)
    assert 10 / (0.01 * 0.99) > 1000


def test_expectation_maximisation_never_falls():
    """em-algorithm"""
    r = rng()
    x = np.r_[r.normal(-2, 1, 200), r.normal(2, 0.5, 100)]
    share, mean, deviation = np.array([0.5, 0.5]), np.array([-1.0, 0.5]), np.array([1.5, 1.5])
    history = []
    for _ in range(60):
        density = share * np.exp(-0.5 * ((x[:, None] - mean) / deviation) ** 2) / deviation / math.sqrt(2 * math.pi)
        history.append(np.log(density.sum(1)).sum())
        responsibility = density / density.sum(1, keepdims=True)
        count = responsibility.sum(0)
        share, mean = count / x.size, responsibility.T @ x / count
        deviation = np.sqrt((responsibility * (x[:, None] - mean) ** 2).sum(0) / count)
    assert (np.diff(history) > -1e-9).all()


def test_shapley_values_of_a_linear_model():
    """shap-explained"""
    r = rng()
    w, x, centre = r.normal(size=4), r.normal(size=4), r.normal(size=4)

    def value(known):
        return sum(w[i] * (x[i] if i in known else centre[i]) for i in range(4))

    phi = np.zeros(4)
    for j in range(4):
        rest = [i for i in range(4) if i != j]
        for size in range(4):
            for S in itertools.combinations(rest, size):
                weight = math.factorial(size) * math.factorial(3 - size) / math.factorial(4)
                phi[j] += weight * (value({*S, j}) - value(S))
    assert np.allclose(phi, w * (x - centre))
    assert np.isclose(phi.sum(), w @ x - w @ centre)


def test_broadcast_loss_learns_the_mean():
    """broadcasting-loss-bug"""
    y = rng().normal(size=50)
    constant = np.full((50, 1), y.mean())
    assert np.isclose(((constant - y) ** 2).mean(), y.var())
    assert ((y.reshape(-1, 1) - y) ** 2).mean() > y.var()


def test_threshold_chosen_per_batch_flatters():
    """spot-evaluation-bugs"""
    r, accuracies = rng(), []
    for _ in range(1000):
        scores, y = r.random(16), r.integers(0, 2, 16)
        accuracies.append(max(((scores > cut) == y).mean() for cut in np.linspace(0, 1, 101)))
    assert np.isclose(np.mean(accuracies), 0.67, atol=0.01)


def test_oversampling_before_the_split_leaks():
    """spot-preprocessing-leaks"""
    accuracies, recalls = [], []
    for seed in range(5):
        r = np.random.default_rng(seed)
        X, y = r.normal(size=(1000, 10)), (r.random(1000) < 0.1).astype(int)
        extra = r.choice(np.flatnonzero(y == 1), 800)
        X, y = np.r_[X, X[extra]], np.r_[y, y[extra]]
        order = r.permutation(len(y))
        train, test = order[:1260], order[1260:]
        squares = (X[test] ** 2).sum(1)[:, None] + (X[train] ** 2).sum(1) - 2 * X[test] @ X[train].T
        nearest = y[train][squares.argmin(1)]
        accuracies.append((nearest == y[test]).mean())
        recalls.append(nearest[y[test] == 1].mean())
    assert np.isclose(np.mean(accuracies), 0.93, atol=0.02)
    assert np.mean(recalls) > 0.99


def test_selecting_features_outside_cross_validation():
    """feature-selection-outside-cv"""

    def accuracy(inside, seed):
        r = np.random.default_rng(seed)
        X, y = r.normal(size=(100, 5000)), np.repeat([0, 1], 50)
        folds = np.array_split(r.permutation(100), 10)

        def choose(rows):
            Z, t = X[rows] - X[rows].mean(0), y[rows] - y[rows].mean()
            return np.argsort(-np.abs(Z.T @ t) / Z.std(0))[:20]

        chosen, hits = choose(np.arange(100)), 0
        for test in folds:
            train = np.setdiff1d(np.arange(100), test)
            columns = choose(train) if inside else chosen
            A = np.c_[np.ones(90), X[train][:, columns]]
            w, z = np.zeros(21), np.c_[np.ones(len(test)), X[test][:, columns]]
            for _ in range(8):  # logistic regression with a unit penalty, by Newton
                p = sigmoid(A @ w)
                w -= np.linalg.solve(A.T @ ((p * (1 - p))[:, None] * A) + np.eye(21), A.T @ (p - y[train]) + w)
            hits += ((z @ w > 0) == y[test]).sum()
        return hits / 100

    assert np.isclose(np.mean([accuracy(False, s) for s in range(4)]), 0.88, atol=0.04)
    assert np.isclose(np.mean([accuracy(True, s) for s in range(4)]), 0.5, atol=0.12)


def test_every_check_names_a_question():
    """The docstrings above are ids of questions."""
    questions = Path(__file__).parents[2] / "data" / "questions"
    known = {entry["id"] for path in questions.glob("*.yml") for entry in yaml.safe_load(path.read_text("utf8"))}
    checks = [f for name, f in globals().items() if name.startswith("test_") and "every" not in name]
    named = {question for check in checks for question in (check.__doc__ or "").split(", ")}
    assert named <= known
