import { anthropic } from "@turnout/anthropic"
import { openai } from "@turnout/openai"

/** A key, or any other option, as the environment has it: an unset variable is an absent option. */
export const accounts = [
  openai({ apiKey: process.env["TEAM_KEY"], baseUrl: process.env["TEAM_URL"] }),
  anthropic({ apiKey: process.env["TEAM_KEY"] })
]

// @ts-expect-error what is no option is none here either
export const misspelt = openai({ apiKey: process.env["TEAM_KEY"], baseURL: "https://llm.example/v1" })
