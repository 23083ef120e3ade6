"""The numbers and identities that the question bank states on deep learning, language models, search, recommendation
and ads, computed anew. NumPy only; everything random is seeded. Each test names the questions it stands behind."""

from math import ceil, comb, exp, log, log2, pi, sqrt

import numpy as np

GB = 1e9
KIB, MIB, GIB = 2**10, 2**20, 2**30


def close(actual, stated, tolerance=0.005):
    """Whether a rounded number in the text stands for the computed one."""
    return abs(actual - stated) <= tolerance * abs(stated)


def softmax(z, axis=-1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


# Deep learning


def test_backpropagation_through_a_linear_layer():
    """backpropagation-cost"""
    rng = np.random.default_rng(0)
    x, w, g = rng.normal(size=(4, 3)), rng.normal(size=(3, 2)), rng.normal(size=(4, 2))
    step = 1e-6
    for gradient, value in ((x.T @ g, w), (g @ w.T, x)):
        numeric = np.zeros_like(value)
        for i in np.ndindex(value.shape):
            kept = value[i]
            value[i] = kept + step
            up = (g * (x @ w)).sum()
            value[i] = kept - step
            numeric[i] = (up - (g * (x @ w)).sum()) / (2 * step)
            value[i] = kept
        assert np.allclose(gradient, numeric, atol=1e-6)


def test_geometric_growth_over_twenty_layers():
    """vanishing-exploding-causes, zero-initialisation-and-variance"""
    assert close(0.25**20, 9e-13, 0.02)
    assert round(1.5**20) == 3325
    assert close(2.0**-20, 1e-6, 0.05)


def test_he_initialisation_keeps_the_second_moment_and_one_over_n_halves_it():
    """zero-initialisation-and-variance"""
    rng = np.random.default_rng(1)
    n = 1024
    x = rng.normal(size=(200, n))
    for variance, kept in ((2 / n, 1.0), (1 / n, 0.5)):
        y = np.maximum(x @ rng.normal(scale=sqrt(variance), size=(n, n)), 0)
        assert close((y**2).mean(), kept, 0.05)


def test_batch_norm_folds_into_the_layer_before_it():
    """batch-norm-train-and-inference"""
    rng = np.random.default_rng(2)
    x, w = rng.normal(size=(5, 4)), rng.normal(size=(4, 3))
    mean, variance, gamma, beta = rng.normal(size=3), rng.uniform(0.5, 2, 3), rng.normal(size=3), rng.normal(size=3)
    scale = gamma / np.sqrt(variance + 1e-5)
    assert np.allclose((x @ w - mean) * scale + beta, x @ (w * scale) + (beta - mean * scale))


def test_dropout_keeps_the_mean_and_adds_the_stated_variance():
    """inverted-dropout-scaling"""
    rng = np.random.default_rng(3)
    p, x = 0.3, 2.0
    kept = x * (rng.random(1_000_000) > p) / (1 - p)
    assert close(kept.mean(), x, 0.01)
    assert close(kept.var(), x**2 * p / (1 - p), 0.01)


def test_softmax_cross_entropy_gradient_is_prediction_minus_target():
    """softmax-cross-entropy-gradient"""
    z, c, step = np.array([2.0, -1.0, 0.5]), 1, 1e-6
    loss = lambda v: -v[c] + np.log(np.exp(v).sum())  # noqa: E731
    numeric = [(loss(z + step * e) - loss(z - step * e)) / (2 * step) for e in np.eye(3)]
    assert np.allclose(softmax(z) - np.eye(3)[c], numeric, atol=1e-7)
    assert close(log(1000), 6.9)


def test_convolution_arithmetic():
    """convolution-output-and-parameters, receptive-field-and-small-kernels, depthwise-separable-cost"""

    def size(n, k, p=0, s=1, d=1):
        return (n + 2 * p - d * (k - 1) - 1) // s + 1

    assert size(224, 7, p=3, s=2) == 112 == len(range(0, 224 + 6 - 7 + 1, 2))
    weights = 7 * 7 * 3 * 64
    assert weights == 9408
    assert close(weights * 112**2, 118e6)
    assert close(224**2 * 3 * 112**2 * 64, 1.2e11, 0.01)
    assert 1 + 3 * (3 - 1) == 7
    assert 3 * 9 == 27
    ratio = 1 / 256 + 1 / 9
    assert close(ratio, 0.115)
    assert close(1 / ratio, 8.7)
    c_in, c_out = 64, 256
    assert np.isclose((9 * c_in + c_in * c_out) / (9 * c_in * c_out), ratio)


def test_lstm_parameters():
    """lstm-against-plain-rnn"""
    x, h = 128, 256
    assert h * (h + x) + h == 98_560
    assert 4 * (h * (h + x) + h) == 394_240


def test_patches_and_attention_pairs():
    """cnn-against-vision-transformer"""
    assert (224 // 16) ** 2 == 196
    assert (448 // 16) ** 2 == 784
    assert 784**2 / 196**2 == 16


def test_value_of_the_gan_game_at_the_best_discriminator():
    """gan-objective-and-mode-collapse"""
    rng = np.random.default_rng(4)
    p, q = rng.dirichlet(np.ones(6)), rng.dirichlet(np.ones(6))
    value = lambda d: (p * np.log(d) + q * np.log(1 - d)).sum()  # noqa: E731
    best, m = p / (p + q), (p + q) / 2
    jsd = ((p * np.log(p / m)).sum() + (q * np.log(q / m)).sum()) / 2
    assert np.isclose(value(best), -log(4) + 2 * jsd)
    assert all(value(np.clip(best + rng.normal(scale=0.05, size=6), 0.01, 0.99)) <= value(best) for _ in range(50))


def test_gaussian_kl_of_the_vae():
    """vae-elbo-and-reparameterisation"""
    mu, sigma = 0.7, 0.4
    z = np.linspace(-12, 12, 400_001)
    q = np.exp(-((z - mu) ** 2) / (2 * sigma**2)) / (sigma * sqrt(2 * pi))
    log_ratio = -((z - mu) ** 2) / (2 * sigma**2) - log(sigma) + z**2 / 2
    assert np.isclose((q * log_ratio).sum() * (z[1] - z[0]), (mu**2 + sigma**2 - log(sigma**2) - 1) / 2)


def test_ddpm_schedule_ends_in_noise_and_noise_gives_the_score():
    """diffusion-training-objective"""
    alpha_bar = np.cumprod(1 - np.linspace(1e-4, 0.02, 1000))
    assert close(alpha_bar[-1], 4e-5, 0.02)
    # Data of variance v: x_t is Gaussian, so both its score and E[noise | x_t] are known.
    v, a, x = 1.7, alpha_bar[300], 0.9
    total = a * v + 1 - a
    assert np.isclose(-x / total, -(sqrt(1 - a) * x / total) / sqrt(1 - a))
    # The recursion x_t = sqrt(1-b) x + sqrt(b) noise has the closed form's variance.
    variance = v
    for b in np.linspace(1e-4, 0.02, 1000)[:301]:
        variance = (1 - b) * variance + b
    assert np.isclose(variance, total)


def test_latent_diffusion_compression():
    """latent-diffusion"""
    assert 512 * 512 * 3 == 786_432
    assert 64 * 64 * 4 == 16_384
    assert 786_432 / 16_384 == 48


def test_info_nce_temperature():
    """infonce-and-temperature"""
    assert [round(exp(0.2 / t), 1) for t in (1, 0.1, 0.05)] == [1.2, 7.4, 54.6]
    assert close(log(1 + 1023 * exp(-2)), 4.94)
    assert close(log(1024), 6.93)
    # The gradient on negative j is p_j / temperature.
    s, t, step = np.array([0.8, 0.5, 0.3]), 0.1, 1e-6
    loss = lambda v: -v[0] / t + np.log(np.exp(v / t).sum())  # noqa: E731
    numeric = (loss(s + step * np.eye(3)[1]) - loss(s - step * np.eye(3)[1])) / (2 * step)
    assert np.isclose(numeric, softmax(s / t)[1] / t, atol=1e-6)


def test_sixteen_bit_formats():
    """fp16-against-bf16"""
    half = np.finfo(np.float16)
    assert half.max == 65_504
    assert close(float(half.tiny), 6.1e-5)
    assert close(float(np.finfo(np.float32).tiny), 1.2e-38, 0.03)
    assert close(float(np.finfo(np.float32).max), 3.4e38)

    def bf16(x):
        bits = np.float32(x).view(np.uint32)
        return (((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16) << 16).astype(np.uint32).view(np.float32)

    assert bf16(1.001) == 1
    assert bf16(1 + 2**-7) == 1 + 2**-7
    assert bf16(256) == 256
    assert bf16(257) != 257


LLAMA_2_7B = 6_738_415_616


def decoder_parameters(d, layers, kv_heads, width, vocabulary, head=128, experts=1, active=1):
    """All and active parameters of a Llama-style decoder with untied embeddings and no biases."""
    attention = 2 * d * d + 2 * d * kv_heads * head
    router = d * experts if experts > 1 else 0
    rest = layers * (attention + router + 2 * d) + 2 * vocabulary * d + d
    return rest + layers * experts * 3 * d * width, rest + layers * active * 3 * d * width


def test_parameter_counts():
    """llama-2-7b-parameter-count, mistral-7b-against-llama-2, mixtral-parameter-count, vocabulary-size-trade-off"""
    assert decoder_parameters(4096, 32, 32, 11_008, 32_000)[0] == LLAMA_2_7B
    assert 4 * 4096**2 == 67_108_864
    assert 3 * 4096 * 11_008 == 135_266_304
    assert 32 * (67_108_864 + 135_266_304 + 8192) == 6_476_267_520
    assert close(12 * 32 * 4096**2, 6.44e9)
    assert close(decoder_parameters(4096, 32, 8, 14_336, 32_000)[0], 7.24e9)
    assert close(decoder_parameters(8192, 80, 8, 28_672, 32_000)[0] * 2 / GB, 138)
    everything, active = decoder_parameters(4096, 32, 8, 14_336, 32_000, experts=8, active=2)
    assert close(everything, 46.7e9)
    assert close(active, 12.9e9)
    assert close(8 * 3 * 4096 * 14_336, 1409.3e6)
    assert close(everything * 2 / GB, 93)
    llama_3 = decoder_parameters(4096, 32, 8, 14_336, 128_256)[0]
    assert close(llama_3, 8.03e9)
    assert close(2 * 128_256 * 4096, 1.05e9)
    assert close(2 * 128_256 * 4096 / llama_3, 0.13, 0.02)
    assert close(2 * 32_000 * 4096 / LLAMA_2_7B, 0.039, 0.01)
    assert close(15e12 / llama_3, 1900, 0.03)


def test_gpt_2_small():
    """transformer-block-shapes"""
    d, layers = 768, 12
    assert close(12 * layers * d**2, 84.9e6)
    assert close(50_257 * d, 38.6e6)
    biases_and_norms = layers * (3 * d + d + 4 * d + d + 4 * d) + 2 * d
    assert 12 * layers * d**2 + (50_257 + 1024) * d + biases_and_norms == 124_439_808


def test_training_memory_of_7b():
    """training-memory-of-7b, lora-parameter-arithmetic"""
    assert close(LLAMA_2_7B * 16 / GB, 107.8)
    assert close(LLAMA_2_7B * 2 / GB, 13.5)
    assert close(LLAMA_2_7B * 16 / 8 / GB, 13.5)
    assert close(LLAMA_2_7B * 10 / GB, 67.4)
    assert close(8192 * 32_000 * 4 / GB, 1.05)


def test_zero_stages():
    """zero-stages-and-fsdp"""
    psi, n = 7.5e9, 64
    stages = [16 * psi, 4 * psi + 12 * psi / n, 2 * psi + 14 * psi / n, 16 * psi / n]
    assert [round(s / GB, 1) for s in stages] == [120.0, 31.4, 16.6, 1.9]


def test_all_reduce_and_pipeline_bubble():
    """all-reduce-cost, tensor-and-pipeline-parallelism"""
    sent = 2 * 7 / 8 * LLAMA_2_7B * 2
    assert close(sent / GB, 23.6)
    assert close(sent / 300e9, 0.079)
    assert close(sent / 25e9, 0.94)
    assert close((8 - 1) / (32 + 8 - 1), 0.18)


def test_activation_memory():
    """activation-checkpointing-arithmetic"""
    s, b, h, a, layers = 2048, 1, 4096, 32, 32
    full = s * b * h * (34 + 5 * a * s / h)
    assert close(full / GB, 0.96)
    assert close(layers * full / GB, 30.6)
    assert close(34 * s * b * h / GB, 0.29, 0.02)
    assert close(layers * 34 * s * b * h / GB, 9.1)
    assert close(layers * 2 * s * b * h / GB, 0.54, 0.01)


def test_distillation_gradient_scales_with_inverse_square_temperature():
    """knowledge-distillation-temperature"""
    rng = np.random.default_rng(5)
    teacher, student = rng.normal(size=8), rng.normal(size=8)
    norm = lambda t: np.linalg.norm((softmax(student / t) - softmax(teacher / t)) / t)  # noqa: E731
    assert close(norm(50) / norm(100), 4, 0.05)


def test_embedding_tables():
    """embedding-layer-against-one-hot, embedding-table-compression"""
    assert 100e6 * 64 * 4 / GB == 25.6
    assert 1e9 * 64 * 4 / GB == 256
    remainder = ceil(sqrt(1e9))
    assert remainder + ceil(1e9 / remainder) == 63_246


# Language models


def test_scores_have_variance_of_the_head_size():
    """why-scale-by-sqrt-dk"""
    rng = np.random.default_rng(6)
    q, k = rng.normal(size=(2, 200_000, 64))
    assert close((q * k).sum(1).std(), 8, 0.01)


def test_where_attention_overtakes_the_rest():
    """where-the-flops-go, swiglu-width"""
    d = 4096
    assert 6 * d == 24_576
    assert 4 * (6 * d) * d == 24 * d * d
    assert round(100 * 4 * 2048 / (24 * d + 4 * 2048)) == 8
    assert round(100 * 2 * 2048 / (24 * d + 2 * 2048)) == 4
    assert close(8 / 3 * d, 10_922.7, 1e-5)
    assert 256 * ceil(8 / 3 * d / 256) == 11_008


def test_rms_norm_is_layer_norm_on_centred_input():
    """rmsnorm-against-layernorm"""
    x = np.random.default_rng(7).normal(size=16)
    rms = lambda v: v / np.sqrt((v**2).mean())  # noqa: E731
    assert np.allclose(rms(x - x.mean()), (x - x.mean()) / x.std())
    assert np.allclose(rms(5 * x), rms(x))
    assert not np.allclose(rms(x + 1), rms(x))


def test_attention_without_positions_is_permutation_equivariant():
    """sinusoidal-and-learned-positions"""
    rng = np.random.default_rng(8)
    x, (wq, wk, wv) = rng.normal(size=(5, 4)), rng.normal(size=(3, 4, 4))
    attend = lambda v: softmax((v @ wq) @ (v @ wk).T / 2) @ (v @ wv)  # noqa: E731
    order = rng.permutation(5)
    assert np.allclose(attend(x[order]), attend(x)[order])


def test_rope_depends_on_the_distance_only():
    """rope-mechanism, extending-rope-context, alibi-against-rope"""
    rng = np.random.default_rng(9)
    d = 128
    theta = 10_000.0 ** (-np.arange(0, d, 2) / d)

    def rotate(v, m):
        a, b = v[0::2], v[1::2]
        return np.stack([a * np.cos(m * theta) - b * np.sin(m * theta), a * np.sin(m * theta) + b * np.cos(m * theta)])

    q, k = rng.normal(size=(2, d))
    assert np.isclose((rotate(q, 17) * rotate(k, 5)).sum(), (rotate(q, 112) * rotate(k, 100)).sum())
    assert np.isclose(np.linalg.norm(rotate(q, 99)), np.linalg.norm(q))
    wavelength = 2 * pi / theta
    assert close(wavelength[0], 6.3)
    assert close(wavelength[-1], 54_400)
    assert (wavelength > 4096).sum() == 18
    assert wavelength.size == 64
    assert [2.0 ** (-i) for i in range(1, 9)][-1] == 1 / 256
    assert 0.5 * 20 == 10


def test_blockwise_softmax_is_exact():
    """flash-attention-idea"""
    rng = np.random.default_rng(10)
    scores, values = rng.normal(scale=5, size=96), rng.normal(size=(96, 8))
    m, total, out = -np.inf, 0.0, np.zeros(8)
    for s, v in zip(scores.reshape(6, 16), values.reshape(6, 16, 8), strict=True):
        new = max(m, s.max())
        total = exp(m - new) * total + np.exp(s - new).sum()
        out = exp(m - new) * out + np.exp(s - new) @ v
        m = new
    assert np.allclose(out / total, softmax(scores) @ values)
    assert 8192**2 * 32 * 2 / GIB == 4


def test_sliding_window_pairs():
    """sliding-window-attention"""
    n, w = 32_768, 4096
    assert close((n * (n + 1) / 2) / (w * n - w * (w - 1) / 2), 4.3, 0.01)
    assert n / w == 8
    assert close(32 * 4096, 131_000, 0.01)


def cache_per_token(layers, kv_heads, head=128, width=2):
    return 2 * layers * kv_heads * head * width


def test_kv_cache():
    """kv-cache-size, mha-mqa-gqa, mistral-7b-against-llama-2"""
    assert cache_per_token(32, 32) == 512 * KIB
    assert cache_per_token(32, 32) * 4096 == 2 * GIB
    assert cache_per_token(80, 8) == 320 * KIB
    assert cache_per_token(80, 8) * 4096 == 1.25 * GIB
    assert cache_per_token(80, 64) == 2.5 * MIB
    assert cache_per_token(32, 8) == 128 * KIB
    assert cache_per_token(32, 8) * 4096 == 512 * MIB
    assert cache_per_token(32, 32) * 32_768 == 16 * GIB
    assert int(60.5e9 / (2 * GIB)) == 28


def test_decode_is_bound_by_bandwidth():
    """prefill-and-decode"""
    seconds = LLAMA_2_7B * 2 / 2.04e12
    assert close(seconds, 6.6e-3)
    assert close(1 / seconds, 150, 0.02)
    assert round(312 / 2.04) == 153


def test_training_compute():
    """training-compute-6nd, kaplan-against-chinchilla"""
    flops = 6 * LLAMA_2_7B * 2e12
    assert close(flops, 8.1e22)
    hours = flops / (0.4 * 312e12) / 3600
    assert close(hours, 180_000)
    assert close(hours / 1024 / 24, 7.3)
    assert close(flops / (312e12 * 184_320 * 3600), 0.39)
    assert close(32 * 4096 * 4096 / LLAMA_2_7B, 0.08)
    assert close(6 * 70e9 * 1.4e12, 5.9e23)
    assert close(6 * 280e9 * 300e9, 5.0e23, 0.01)


def test_balance_loss_is_one_when_uniform():
    """mixture-of-experts-routing"""
    experts = 8
    uniform = np.full(experts, 1 / experts)
    assert np.isclose(experts * (uniform * uniform).sum(), 1)
    skewed = softmax(np.arange(experts) / 2)
    assert experts * (skewed * skewed).sum() > 1


def test_lora_and_qlora():
    """lora-parameter-arithmetic, lora-design-choices, qlora-memory, gptq-against-awq"""
    assert 32 * 2 * 8 * (4096 + 4096) == 4_194_304
    adapters = 32 * (4 * 16 * 8192 + 3 * 16 * (4096 + 11_008))
    assert adapters == 39_976_960
    assert close(adapters / LLAMA_2_7B, 0.0059, 0.01)
    assert close(adapters * 16 / GB, 0.64)
    assert close((LLAMA_2_7B * 2 + adapters * 16) / GB, 14.1)
    assert close(adapters * 2 / 1e6, 80)
    scales = 8 / 64 + 32 / (64 * 256)
    assert close(scales, 0.127)
    assert close(32 / 64 - scales, 0.373)
    assert close((32 / 64 - scales) * 65e9 / 8 / GB, 3, 0.02)
    linear = 32 * (67_108_864 + 135_266_304)
    assert close(linear, 6.48e9)
    assert close(linear * (4 + scales) / 8 / GB, 3.34)
    assert close(2 * 32_000 * 4096 * 2 / GB, 0.52, 0.01)
    assert 4 + 16 / 128 == 4.125
    assert close(69e9 * 4.125 / 8 / GB, 36, 0.02)
    rng = np.random.default_rng(11)
    w, a, b, x = rng.normal(size=(6, 5)), rng.normal(size=(2, 5)), rng.normal(size=(6, 2)), rng.normal(size=5)
    assert np.allclose(w @ x + 4 / 2 * (b @ (a @ x)), (w + 4 / 2 * b @ a) @ x)


def test_rounding_error_of_absmax_quantisation():
    """int8-quantisation-and-outliers"""
    rng = np.random.default_rng(12)
    x = rng.normal(size=100_000)
    s = np.abs(x).max() / 127
    error = np.round(x / s) * s - x
    assert np.abs(error).max() <= s / 2 + 1e-12
    assert close(error.var(), s**2 / 12, 0.03)
    activation, weight, scale = rng.normal(size=(3, 4)), rng.normal(size=(4, 2)), rng.uniform(1, 9, 4)
    assert np.allclose((activation / scale) @ (scale[:, None] * weight), activation @ weight)


def test_dpo_optimum_and_implicit_reward():
    """dpo-derivation"""
    rng = np.random.default_rng(13)
    reference, reward, beta = rng.dirichlet(np.ones(5)), rng.normal(size=5), 0.3
    best = reference * np.exp(reward / beta)
    best /= best.sum()
    goal = lambda p: (p * reward).sum() - beta * (p * np.log(p / reference)).sum()  # noqa: E731
    assert all(goal(rng.dirichlet(np.ones(5))) <= goal(best) for _ in range(500))
    implicit = beta * np.log(best / reference)
    assert np.allclose(implicit - implicit[0], reward - reward[0])


def test_agent_steps_and_votes():
    """agent-reliability, chain-of-thought-and-self-consistency"""
    assert close(0.95**10, 0.60)
    assert close(0.99**10, 0.90)
    assert close(sum(comb(5, k) * 0.6**k * 0.4 ** (5 - k) for k in (3, 4, 5)), 0.68)


def test_temperature_and_tail():
    """temperature-top-k-top-p"""
    z = np.array([2.0, 1.0, 0.0])
    assert np.round(softmax(z), 3).tolist() == [0.665, 0.245, 0.09]
    assert np.round(softmax(z / 0.5), 3).tolist() == [0.867, 0.117, 0.016]
    assert np.round(softmax(z / 2), 3).tolist() == [0.506, 0.307, 0.186]
    assert close(1 - 0.99**200, 0.87)


def test_speculative_sampling_keeps_the_target_distribution():
    """speculative-decoding"""
    rng = np.random.default_rng(14)
    p, q = rng.dirichlet(np.ones(7)), rng.dirichlet(np.ones(7))
    accepted = np.minimum(p, q)
    residual = np.maximum(0, p - q)
    assert np.allclose(accepted + (1 - accepted.sum()) * residual / residual.sum(), p)
    tokens = (1 - 0.8**5) / (1 - 0.8)
    assert np.isclose(tokens, sum(0.8**i for i in range(5)))
    assert close(tokens, 3.36)
    assert close(tokens / 1.2, 2.8)


def test_perplexity_and_bits_per_byte():
    """perplexity-and-bits-per-byte"""
    assert log2(8) / 4 == 0.75
    assert close(log2(6) / 3, 0.86)


def test_pass_at_k():
    """pass-at-k-estimator"""
    n, c = 10, 3
    estimate = lambda k: 1 - comb(n - c, k) / comb(n, k)  # noqa: E731
    assert np.isclose(estimate(1), 0.3)
    assert comb(7, 5) == 21
    assert comb(10, 5) == 252
    assert close(estimate(5), 0.917)
    assert np.isclose(estimate(5), 1 - np.prod([1 - 5 / i for i in range(n - c + 1, n + 1)]))
    assert close(1 - (1 - c / n) ** 5, 0.832)
    # Unbiased: its mean over the binomial count is the true 1 - (1-p)^k; the plug-in's is lower.
    p, k = 0.25, 5
    weight = [comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(n + 1)]
    truth = 1 - (1 - p) ** k
    assert np.isclose(sum(w * (1 - comb(n - i, k) / comb(n, k)) for i, w in enumerate(weight)), truth)
    assert sum(w * (1 - (1 - i / n) ** k) for i, w in enumerate(weight)) < truth
    assert close(sqrt(0.7 * 0.3 / 164), 0.035, 0.03)


def test_sign_test_of_a_paired_comparison():
    """llm-feature-launch-evaluation"""
    assert close(2 * sum(comb(100, k) for k in range(60, 101)) / 2**100, 0.057)


# Search, recommendation, ads


def dcg(gains):
    return (np.asarray(gains, float) / np.log2(np.arange(2, len(gains) + 2))).sum()


def test_ranking_metrics():
    """mrr-map-ndcg-choice, ndcg-worked-example, average-precision-worked-example, ranknet-to-lambdamart"""
    assert close((1 + 1 / 3 + 0) / 3, 0.44, 0.02)
    grades = np.array([2, 3, 0, 1])
    ideal = np.sort(grades)[::-1]
    assert close(dcg(2**grades - 1), 7.847, 1e-4)
    assert close(dcg(2**ideal - 1), 9.393, 1e-4)
    assert close(dcg(2**grades - 1) / dcg(2**ideal - 1), 0.835, 1e-3)
    assert close(dcg(grades) / dcg(ideal), 0.908, 1e-3)
    swapped = grades[[1, 0, 2, 3]]
    gained = dcg(2**swapped - 1) - dcg(2**grades - 1)
    assert close(gained, 1.476, 1e-3)
    assert close(gained / dcg(2**ideal - 1), 0.157, 2e-3)
    precisions = 1 + 2 / 3 + 3 / 6
    assert close(precisions / 4, 0.542, 1e-3)
    assert close(precisions / 3, 0.722, 1e-3)


def test_sampled_metrics_reverse_an_order():
    """sampled-metrics-in-recommendation"""

    def above(rank):
        return (rank - 1) / (10**6 - 1)

    def hit(rank, k, m=100):
        return sum(comb(m, i) * above(rank) ** i * (1 - above(rank)) ** (m - i) for i in range(k))

    assert close(100 * above(1000), 0.1)
    assert close(hit(1000, 1), 0.9, 0.01)
    assert (hit(1, 10) + hit(100_000, 10)) / 2 < hit(1000, 10)


def test_cascade_latency_and_index_sizes():
    """retrieval-ranking-cascade, hnsw-how-it-works, product-quantisation-memory, choosing-an-ann-index"""
    assert np.isclose(1e8 * 10e-6, 1000)
    assert np.isclose(500 * 10e-6, 5e-3)
    per_vector = 4 * 128 + 8 * 32
    assert per_vector == 768
    assert close(per_vector * 1e8 / GB, 77)
    assert close(per_vector * 1e7 / GB, 8, 0.05)
    assert 1e9 * 16 / GB == 16
    assert 1e9 * 128 * 4 / GB == 512
    assert 128 * KIB == 256 * 128 * 4
    assert close(1e9 * 64 / 65_536, 1e6, 0.03)
    assert close(1e5 * 512 / 1e6, 51, 0.01)
    assert close(1e7 * 512 / GB, 5.1)
    assert 100 * 128 * 2 == 25_600
    assert 768 * 4 == 3072


def test_cosine_and_distance_order_alike_on_the_sphere():
    """choosing-an-ann-index"""
    rng = np.random.default_rng(15)
    x = rng.normal(size=(50, 8))
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    assert (np.argsort(-x @ x[0]) == np.argsort(((x - x[0]) ** 2).sum(1))).all()


def test_bm25_saturates_and_ranks_fuse():
    """bm25-formula-and-parameters, hybrid-retrieval-and-rrf"""
    term = lambda f, k1=1.2: f * (k1 + 1) / (f + k1)  # noqa: E731
    assert term(1) == 1
    assert np.isclose(term(2), 1.375)
    assert close(term(10), 1.96)
    assert close(term(1e9), 2.2)
    assert close(1 / 63 + 1 / 65, 0.031, 0.01)
    assert close(1 / 61, 0.016, 0.03)


def test_log_q_correction_recovers_the_full_softmax():
    """in-batch-negatives-and-logq"""
    rng = np.random.default_rng(16)
    s, q = rng.normal(size=50), rng.dirichlet(np.ones(50))
    drawn = rng.choice(50, size=400_000, p=q)
    assert close(np.exp(s[drawn] - np.log(q[drawn])).mean(), np.exp(s).sum(), 0.01)
    assert not close(np.exp(s[drawn]).mean() * 50, np.exp(s).sum(), 0.01)


def test_negative_sampling_learns_shifted_mutual_information():
    """sampled-softmax-nce-negative-sampling"""
    rng = np.random.default_rng(17)
    joint = rng.dirichlet(np.ones(12)).reshape(3, 4)
    product = joint.sum(1, keepdims=True) * joint.sum(0, keepdims=True)
    k = 5
    best = np.log(joint / product) - log(k)
    # Stationary point of sum joint*log sigmoid(s) + k*product*log sigmoid(-s).
    assert np.allclose(joint * (1 - sigmoid(best)) - k * product * sigmoid(best), 0)


def test_inverse_propensities_undo_position_bias():
    """position-bias-ips"""
    rng = np.random.default_rng(18)
    n = 400_000
    position = rng.integers(0, 4, n)
    examined = np.array([1.0, 0.6, 0.35, 0.2])
    relevance = np.array([0.1, 0.2, 0.3, 0.4])[position]  # confounded on purpose
    clicks = (rng.random(n) < examined[position]) & (rng.random(n) < relevance)
    assert close((clicks / examined[position]).mean(), relevance.mean(), 0.02)
    assert clicks.mean() < 0.15
    assert 1 / 0.2 == 5


def test_implicit_als_identity_and_factorisation_machine():
    """matrix-factorisation-implicit, factorisation-machines-and-deepfm"""
    rng = np.random.default_rng(19)
    v, c = rng.normal(size=(9, 3)), 1 + 40 * rng.integers(0, 2, 9)
    assert np.allclose(v.T @ np.diag(c) @ v, v.T @ v + v.T @ np.diag(c - 1) @ v)
    x = rng.normal(size=9)
    slow = sum(v[i] @ v[j] * x[i] * x[j] for i in range(9) for j in range(i + 1, 9))
    assert np.isclose(slow, ((v.T @ x) ** 2 - (v**2).T @ x**2).sum() / 2)


def test_cross_layers():
    """dcn-against-dcn-v2, dlrm-architecture"""
    rng = np.random.default_rng(20)
    x0 = rng.normal(size=6)
    x = x0
    for _ in range(3):
        x = x0 * (x @ rng.normal(size=6)) + x
    assert np.allclose(x / x0, (x / x0)[0])  # the first version, without bias: a multiple of the input
    y = x0 * (rng.normal(size=(6, 6)) @ x0) + x0
    assert not np.allclose(y / x0, (y / x0)[0])
    d, r = 1000, 64
    assert (2 * d, d * d + d, 2 * d * r + d) == (2000, 1_001_000, 129_000)
    assert 27 * 26 // 2 == 351
    assert 351 + 64 == 415


def test_watch_time_odds():
    """watch-time-weighted-logistic"""
    rng = np.random.default_rng(21)
    n, p = 200_000, 0.05
    clicked = rng.random(n) < p
    watch = np.where(clicked, rng.exponential(120, n), 0)
    # The best constant logit of the weighted logistic regression.
    odds = watch.sum() / (n - clicked.sum())
    assert np.isclose(odds, watch.mean() / (1 - clicked.mean()))
    assert close(odds / watch.mean(), 1.05, 0.01)


def test_bandits_and_off_policy_estimates():
    """epsilon-ucb-thompson, contextual-bandits-and-off-policy"""
    assert close(sqrt(2 * log(1000) / 100), 0.37, 0.01)
    rng = np.random.default_rng(22)
    n, reward = 300_000, np.array([0.1, 0.3, 0.6])
    old, new = np.array([0.6, 0.3, 0.1]), np.array([0.1, 0.2, 0.7])
    action = rng.choice(3, size=n, p=old)
    r = (rng.random(n) < reward[action]).astype(float)
    w = (new / old)[action]
    truth = new @ reward
    guess = np.array([0.3, 0.3, 0.3])  # a wrong reward model: doubly robust must survive it
    assert close((w * r).mean(), truth, 0.02)
    assert close((w * r).sum() / w.sum(), truth, 0.02)
    assert close((new @ guess + w * (r - guess[action])).mean(), truth, 0.02)
    assert close(w.mean(), 1, 0.01)
    shifted = (w * (r + 5)).sum() / w.sum() - 5
    assert np.isclose(shifted, (w * r).sum() / w.sum())


def test_dpp_of_two_items():
    """diversity-mmr-dpp"""
    s = 0.8
    assert np.isclose(np.linalg.det([[1, s], [s, 1]]), 1 - s**2)


def test_auctions():
    """ecpm-ranking-and-pricing, second-price-truthfulness, first-price-bid-shading, budget-pacing-and-target-cpa"""
    assert np.isclose(1000 * 2.00 * 0.01, 20)
    assert np.isclose(1000 * 0.50 * 0.05, 25)
    assert np.isclose(20 / (1000 * 0.05), 0.40)
    assert np.isclose(20 * 1.3, 26)
    rng = np.random.default_rng(23)
    value, others = 0.6, rng.random(50_000)
    payoff = lambda b: ((value - others) * (b > others)).mean()  # noqa: E731
    assert all(payoff(value) >= payoff(b) for b in np.linspace(0, 1, 41))
    assert np.isclose((10 - 6) * 0.10, 0.40)
    assert np.isclose((10 - 2) * 0.08, 0.64)
    price = ((0.10 - 0.08) * 6 + 0.08 * 2) / 0.10
    assert np.isclose(price, 2.80)
    assert np.isclose((10 - price) * 0.10, 0.72)
    bids = np.linspace(0, 1, 1001)
    assert np.isclose(bids[np.argmax((value - bids) * bids)], value / 2)
    # Rivals who bid (n-1)/n of uniform values: the best reply is the same share of one's own value.
    n = 4
    win = np.minimum(1, bids * n / (n - 1)) ** (n - 1)
    assert np.isclose(bids[np.argmax((value - bids) * win)], (n - 1) / n * value, atol=1e-3)
    assert np.isclose(20 * 0.02, 0.40)


def test_conversion_rates_and_downsampling():
    """esmm-conversion, calibration-for-ads, delayed-conversions"""
    assert np.isclose(0.02 * 0.05, 0.001)
    true, w = 0.001, 0.01
    p = true / (true + (1 - true) * w)
    assert close(p, 0.091)
    assert np.isclose(p / (p + (1 - p) / w), true)
    rate = 0.12
    observed = rate / (1 + rate)  # every example gives a negative, a converting one a positive as well
    assert np.isclose(observed / (1 - observed), rate)
    rng = np.random.default_rng(24)
    converts, delay = rng.random(400_000) < 0.3, rng.exponential(1 / 0.5, 400_000)
    assert close((~(converts & (delay <= 2))).mean(), 1 - 0.3 + 0.3 * exp(-0.5 * 2), 0.01)
