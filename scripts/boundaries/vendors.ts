/** Shared code knows no vendor and no model: no identifier and no string of core and router names one. */
import type { Rule } from "./Workspace.ts"

const names = new Set(
  `openai anthropic claude gpt chatgpt gemini gemma google vertex vertexai bedrock amazon aws azure deepseek xai grok
   groq mistral mixtral codestral cerebras openrouter deepinfra moonshot kimi zai zhipu glm minimax siliconflow
   perplexity ollama vllm llama qwen alibaba dashscope novita nebius sambanova cohere huggingface
   cloudflare nvidia databricks togetherai fireworksai`.split(/\s+/)
)

/** English too, so only a whole string or identifier of just this word is a name. */
const english = new Set(["together", "fireworks", "replicate", "command", "nova", "phi"])

export interface Permit {
  readonly path: string
  readonly name: string
  readonly reason: string
}

/** Each with the reason why the contract leaves no choice. */
export const permits: ReadonlyArray<Permit> = []

/** `OpenAiChat`, `open-ai`, `openai_chat` → the words, lower case. */
export const wordsOf = (text: string): ReadonlyArray<string> =>
  (text.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []).map((word) => word.toLowerCase())

/** The vendor's or model's name that a text holds, word by word, also where it is written as two. */
export const nameIn = (text: string): string | undefined => {
  const words = wordsOf(text)
  for (let start = 0; start < words.length; start++) {
    for (let end = start + 1; end <= Math.min(words.length, start + 3); end++) {
      const joined = words.slice(start, end).join("")
      if (names.has(joined)) return joined
    }
  }
  return words.length === 1 && english.has(text.toLowerCase()) ? text.toLowerCase() : undefined
}

export const vendors: Rule = ({ packages }) => {
  const found: Array<string> = []
  for (const { name, sources } of packages) {
    if (name !== "@turnout/core" && name !== "@turnout/router") continue
    for (const { path, tokens } of sources) {
      for (const { line, text } of tokens) {
        const vendor = nameIn(text)
        if (vendor === undefined) continue
        if (permits.some((permit) => permit.path === path && permit.name === vendor)) continue
        found.push(`${path}:${line}: names ${vendor} (${JSON.stringify(text.slice(0, 60))})`)
      }
    }
  }
  return found
}
