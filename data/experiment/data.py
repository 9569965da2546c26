"""Data that this script makes: nothing is downloaded, and a seed tells all of it.

images: 8 by 8 pictures of ten signs drawn as strokes, moved, tilted, thickened, with noise and a
        few wrong labels; about as hard as small digits.
text:   sentences of a small grammar; the task is the next character from the eight before it.
"""
import numpy as np

STROKES = [  # in a square from 0 to 1, x to the right and y down
    [(.3, .1, .7, .1), (.7, .1, .7, .9), (.7, .9, .3, .9), (.3, .9, .3, .1)],
    [(.5, .1, .5, .9)],
    [(.3, .1, .7, .1), (.7, .1, .7, .5), (.7, .5, .3, .9), (.3, .9, .7, .9)],
    [(.3, .1, .7, .1), (.7, .1, .7, .9), (.4, .5, .7, .5), (.7, .9, .3, .9)],
    [(.3, .1, .3, .5), (.3, .5, .7, .5), (.6, .1, .6, .9)],
    [(.7, .1, .3, .1), (.3, .1, .3, .5), (.3, .5, .7, .6), (.7, .6, .6, .9), (.6, .9, .3, .9)],
    [(.6, .1, .3, .6), (.3, .6, .3, .9), (.3, .9, .7, .9), (.7, .9, .7, .6), (.7, .6, .3, .6)],
    [(.3, .1, .7, .1), (.7, .1, .4, .9)],
    [(.3, .1, .7, .1), (.7, .1, .3, .9), (.3, .9, .7, .9), (.7, .9, .3, .1)],
    [(.7, .9, .7, .1), (.7, .1, .3, .1), (.3, .1, .3, .5), (.3, .5, .7, .5)],
]
SIDE = 8


def draw(label, rng):
    angle, scale = rng.normal(0, .15), rng.uniform(.8, 1.1)
    cos, sin = np.cos(angle) * scale, np.sin(angle) * scale
    shift, width = rng.uniform(-.12, .12, 2), rng.uniform(.06, .12)
    ys, xs = np.mgrid[0:SIDE, 0:SIDE] / (SIDE - 1)
    picture = np.zeros((SIDE, SIDE))
    for x0, y0, x1, y1 in STROKES[label]:
        ends = []
        for x, y in ((x0, y0), (x1, y1)):
            x, y = x - .5, y - .5
            ends.append((cos * x - sin * y + .5 + shift[0], sin * x + cos * y + .5 + shift[1]))
        (ax, ay), (bx, by) = ends
        length = max((bx - ax) ** 2 + (by - ay) ** 2, 1e-9)
        along = np.clip(((xs - ax) * (bx - ax) + (ys - ay) * (by - ay)) / length, 0, 1)
        far = (xs - ax - along * (bx - ax)) ** 2 + (ys - ay - along * (by - ay)) ** 2
        picture = np.maximum(picture, np.exp(-far / (2 * width ** 2)))
    return picture + rng.normal(0, .25, picture.shape)


def images(count, seed, wrong=0.05):
    """(count, 64) inputs, (count,) labels 0..9; `wrong` of the labels are drawn anew."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 10, count)
    inputs = np.stack([draw(label, rng).ravel() for label in labels])
    noisy = rng.random(count) < wrong
    labels[noisy] = rng.integers(0, 10, noisy.sum())
    return inputs - .3, labels


GRAMMAR = {
    "S": ["the N V the N.", "a A N V.", "the A N V a N.", "N and N V."],
    "N": ["cat", "dog", "bird", "tree", "river", "stone"],
    "V": ["sees", "finds", "follows", "sleeps near", "likes"],
    "A": ["small", "old", "quick", "quiet"],
}
LETTERS = " .abcdefghijklmnopqrstuvwxyz"
CONTEXT = 8


def sentence(rng):
    words = []
    for word in GRAMMAR["S"][rng.integers(4)].replace(".", " .").split():
        words.append(GRAMMAR[word][rng.integers(len(GRAMMAR[word]))] if word in GRAMMAR else word)
    return " ".join(words).replace(" .", ". ")


def text(count, seed):
    """(count, 8 * 28) one-hot inputs, (count,) labels 0..27."""
    rng = np.random.default_rng(seed)
    letters = " " * CONTEXT
    while len(letters) < count + CONTEXT:
        letters += sentence(rng)
    codes = np.array([LETTERS.index(c) for c in letters[:count + CONTEXT]])
    windows = np.lib.stride_tricks.sliding_window_view(codes, CONTEXT + 1)[:count]
    return np.eye(len(LETTERS))[windows[:, :-1]].reshape(count, -1), windows[:, -1]


def load(kind, seed):
    """(train inputs, train labels), (test inputs, test labels), number of classes."""
    make, classes, sizes = {"images": (images, 10, (2000, 1000)),
                            "text": (text, len(LETTERS), (4000, 2000))}[kind]
    return make(sizes[0], 2 * seed + 1), make(sizes[1], 2 * seed + 2), classes
