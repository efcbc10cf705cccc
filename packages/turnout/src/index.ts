export * from "./TurnoutRouter.ts"
