/** What is known of OpenAI's own models by their ids, for other hosts that serve the same. */
export { forms, toolRoot } from "./openai/forms.ts"
export { models, quirks } from "./openai/models.ts"
export { notOnChat, responses, served } from "./openai/responses.ts"
