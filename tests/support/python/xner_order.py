"""xner's batch order, computed again: harness/base/random.cpp and harness/nn/batch_order.cpp in Python."""
LOW = (1 << 64) - 1


def mix64(x):
    x = (x + 0x9E3779B97F4A7C15) & LOW
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & LOW
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & LOW
    return x ^ (x >> 31)


def derive_seed(root, purpose, *indices):
    seed = mix64(root)
    for character in purpose.encode():
        seed = mix64(seed ^ character)
    seed = mix64(seed ^ len(purpose))
    for index in indices:
        seed = mix64(seed ^ mix64(index))
    return seed


def permutation(size, seed):
    """0 .. size-1 by Fisher and Yates; the i-th draw is mix64(seed ^ mix64(i)), made even by rejection."""
    order, counter = list(range(size)), 0
    for bound in range(size, 1, -1):
        rejected = ((1 << 64) - bound) % bound
        while True:
            draw = mix64(seed ^ mix64(counter))
            counter += 1
            if draw >= rejected:
                break
        other = draw % bound
        order[bound - 1], order[other] = order[other], order[bound - 1]
    return order


def batches(sentences, batch_size, seed, epochs):
    """The sentence numbers of every step of a shuffled training with the run's `seed`."""
    for epoch in range(epochs):
        order = permutation(sentences, derive_seed(derive_seed(seed, "order"), "epoch", epoch))
        for start in range(0, sentences, batch_size):
            yield order[start : start + batch_size]
