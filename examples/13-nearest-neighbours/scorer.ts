/** How well models did on the host's examples that are most like this request. Nothing is trained for it. */
import type { Scorer } from "@turnout/router/Scorer"

export type Embedding = ReadonlyArray<number>

/** One of the host's examples: where it stands, and how well models answered it, 0 to 1. */
export interface Graded {
  readonly embedding: Embedding
  readonly grades: { readonly [model: string]: number }
}

export interface NearestOptions {
  readonly examples: ReadonlyArray<Graded>
  /** The host's: any function from a request to the space in which the examples stand. */
  readonly embed: (request: Parameters<Scorer>[0]) => Embedding
  /** How many neighbours are asked; 3. */
  readonly count?: number
}

/** Grades weigh as their examples are alike; a model without a like example has no score. */
export const nearest =
  ({ count = 3, embed, examples }: NearestOptions): Scorer =>
  (request, model) => {
    const here = embed(request)
    const near = examples
      .filter(({ grades }) => Object.hasOwn(grades, model))
      .map(({ embedding, grades }) => ({
        grade: grades[model]!,
        weight: Math.max(0, likeness(here, embedding))
      }))
      .sort((one, other) => other.weight - one.weight)
      .slice(0, count)
    const sum = total(near.map(({ weight }) => weight))
    return sum > 0 ? total(near.map(({ grade, weight }) => grade * weight)) / sum : undefined
  }

const total = (values: ReadonlyArray<number>): number => values.reduce((sum, value) => sum + value, 0)

/** The cosine of the angle between them. */
const likeness = (one: Embedding, other: Embedding): number =>
  total(one.map((value, index) => value * (other[index] ?? 0))) /
  (Math.hypot(...one) * Math.hypot(...other) || 1)
