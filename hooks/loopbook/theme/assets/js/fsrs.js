// FSRS for whole days: the same formula as study/memory.py, so that a page can tell what an answer would mean.

export const GRADES = ["no-clue", "bugs", "slow", "solid"];
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/** Days from one day to another, both as "2026-11-20". */
export const days = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

/** A day so many days later, as "2026-11-20". */
export const later = (day, count) => new Date(Date.parse(day) + count * 86_400_000).toISOString().slice(0, 10);

export class Fsrs {
  constructor({ weights, retention, longest }) {
    Object.assign(this, { w: weights, retention, longest });
    this.decay = -weights[20];
    this.factor = 0.9 ** (1 / this.decay) - 1;
  }

  /** The probability that an item is remembered so many days after its last review. */
  recall(stability, elapsed) {
    return (1 + (this.factor * Math.max(0, elapsed)) / stability) ** this.decay;
  }

  /** The state {stability, difficulty} after a review, `elapsed` whole days after the one before; null before the first. */
  step(state, grade, elapsed) {
    const { w } = this;
    const rating = GRADES.indexOf(grade) + 1;
    if (!state) {
      return { stability: Math.max(w[rating - 1], 0.001), difficulty: clamp(w[4] - Math.exp(w[5] * (rating - 1)) + 1, 1, 10) };
    }
    const { stability: s, difficulty: d } = state;
    let next;
    if (elapsed < 1) {
      const increase = Math.exp(w[17] * (rating - 3 + w[18])) * s ** -w[19];
      next = s * (rating > 1 ? Math.max(increase, 1) : increase);
    } else {
      const forgotten = 1 - this.recall(s, elapsed);
      next = rating === 1
        ? Math.min(
          w[11] * d ** -w[12] * ((s + 1) ** w[13] - 1) * Math.exp(forgotten * w[14]),
          s / Math.exp(w[17] * w[18]),
        )
        : s * (1 + Math.exp(w[8]) * (11 - d) * s ** -w[9] * (Math.exp(forgotten * w[10]) - 1)
          * (rating === 2 ? w[15] : 1) * (rating === 4 ? w[16] : 1));
    }
    const damped = d + ((10 - d) * -(w[6] * (rating - 3))) / 9;
    const easy = w[4] - Math.exp(w[5] * 3) + 1;
    return { stability: Math.max(next, 0.001), difficulty: clamp(w[7] * easy + (1 - w[7]) * damped, 1, 10) };
  }

  /** Whole days until recall has fallen to the retention asked for. */
  interval(stability) {
    return clamp(Math.round((stability / this.factor) * (this.retention ** (1 / this.decay) - 1)), 1, this.longest);
  }
}
