/** Quantiles of a length in tokens, ascending. */
export type Quantiles = ReadonlyArray<readonly [share: number, tokens: number]>

/** Prompt and answer lengths of one kind of traffic. They are independent: in every trace one says nothing of the other. */
export interface Lengths {
  readonly prompt: Quantiles
  readonly output: Quantiles
}

/**
 * Measured traffic: `chat` and `code` from the Azure LLM inference trace 2023 (Azure/AzurePublicDataset, CC-BY-4.0),
 * `long` from Mooncake's conversation trace (kvcache-ai/Mooncake, Apache-2.0), `reasoning` from ServeGen's DeepSeek-R1
 * clients (alibaba/ServeGen, Apache-2.0).
 */
export const measured = {
  chat: {
    prompt: table(181, 396, 1020, 1189, 2734, 4083, 4142),
    output: table(41, 85, 129, 395, 424, 451, 601)
  },
  code: {
    prompt: table(75, 578, 1469, 2744, 5188, 7303, 7436),
    output: table(6, 9, 13, 24, 55, 90, 251)
  },
  long: {
    prompt: table(901, 2306, 6909, 15_367, 27_367, 39_550, 85_400),
    output: table(10, 156, 350, 472, 597, 698, 1119)
  },
  reasoning: {
    prompt: table(11, 22, 153, 412, 1868, 8881, 21_644),
    output: table(244, 460, 816, 1398, 2333, 5223, 14_441)
  }
} satisfies { readonly [name: string]: Lengths }

function table(
  p5: number,
  p25: number,
  p50: number,
  p75: number,
  p90: number,
  p95: number,
  p99: number
): Quantiles {
  return [
    [0.05, p5],
    [0.25, p25],
    [0.5, p50],
    [0.75, p75],
    [0.9, p90],
    [0.95, p95],
    [0.99, p99]
  ]
}

/** The length at a quantile, by straight lines between logarithms; beyond the table its ends. */
export const at = (quantiles: Quantiles, share: number): number => {
  const first = quantiles[0]!
  if (share <= first[0]) return first[1]
  for (let index = 1; index < quantiles.length; index++) {
    const [right, high] = quantiles[index]!
    if (share > right) continue
    const [left, low] = quantiles[index - 1]!
    const part = (share - left) / (right - left)
    return Math.max(1, Math.round(Math.exp(Math.log(low) + part * (Math.log(high) - Math.log(low)))))
  }
  return quantiles[quantiles.length - 1]![1]
}
