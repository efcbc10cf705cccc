import assert from "node:assert/strict"
import { test } from "node:test"
import { Overloaded } from "@turnout/core/Failure"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { createRouter } from "turnout"
import { ask } from "../src/ask.ts"

test("the question is asked, and the answer is told with what gave it", async () => {
  const fake = FakeProvider.make({ id: "fake", models: ["small"], script: FakeProvider.text("It scatters.") })
  const router = createRouter({ providers: [FakeProvider.layer(fake)] })
  const { by, text } = await ask(router, "Why is the sky blue?", ["small"])
  assert.equal(text, "It scatters.")
  assert.equal(by, "small@fake")
  assert.equal(fake.journal().length, 1)
  await router.close()
})

test("a model whose vendor is overloaded is not the end: the next one answers", async () => {
  const overloaded = FakeProvider.fail(new Overloaded({ message: "Too many requests at once.", status: 503 }))
  const first = FakeProvider.make({ id: "first", models: ["small"], script: overloaded })
  const second = FakeProvider.make({ id: "second", models: ["large"] })
  const router = createRouter({ providers: [FakeProvider.layer(first), FakeProvider.layer(second)] })
  const { by, text } = await ask(router, "Are you there?", ["small", "large"])
  assert.equal(text, "Are you there?")
  assert.equal(by, "large@second")
  await router.close()
})
