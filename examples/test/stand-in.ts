import { LLMock } from "@copilotkit/aimock"

/** Stand-ins for two vendors on loopback, and the environment in which examples find them. */
export const withVendors = async <A>(
  script: (openai: LLMock, anthropic: LLMock) => void,
  use: (env: { readonly [name: string]: string }, openai: LLMock, anthropic: LLMock) => Promise<A>
): Promise<A> => {
  const [openai, anthropic] = [0, 1].map(
    () => new LLMock({ port: 0, host: "127.0.0.1", logLevel: "silent" })
  ) as [LLMock, LLMock]
  script(openai, anthropic)
  await Promise.all([openai.start(), anthropic.start()])
  const env = {
    OPENAI_API_KEY: "sk-loopback",
    OPENAI_BASE_URL: `${openai.url}/v1`,
    ANTHROPIC_API_KEY: "sk-ant-loopback",
    ANTHROPIC_BASE_URL: `${anthropic.url}/v1`
  }
  try {
    return await use(env, openai, anthropic)
  } finally {
    await Promise.all([openai.stop(), anthropic.stop()])
  }
}
