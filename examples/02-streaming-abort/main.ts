import { fromEnvironment } from "@turnout/all"
import { createRouter } from "turnout"
import { make } from "./app.ts"

make(createRouter({ providers: fromEnvironment() })).listen(3000, () => console.log("http://localhost:3000"))
