import type { Difference } from "./subject.ts"

/* What several vendors have otherwise than the family of OpenAI's chat, by what it is; for `differs`. */

/** Of `instructions`: the role `developer` is kept. */
export const developerRole: Difference = {
  body: {
    messages: [
      { role: "system", content: "Be brief." },
      { role: "developer", content: "Answer in French." },
      { role: "user", content: "Hi", name: "ada" }
    ]
  },
  untold: ["translated messages[1].role"]
}

/** Of `reasoning`: it stands as `reasoning` in a message. */
export const reasoningField: Difference = {
  body: {
    messages: [
      { role: "user", content: "2+2?" },
      { role: "assistant", content: "4", reasoning: "Easy." },
      { role: "user", content: "Sure?" }
    ]
  },
  told: ["renamed messages[1].reasoning_content"]
}
