import * as Bedrock from "./Bedrock.ts"

export * as Bedrock from "./Bedrock.ts"

/**
 * An account at AWS Bedrock. Without options it is that of the environment: `AWS_REGION`, and `AWS_BEARER_TOKEN_BEDROCK` or
 * credentials of AWS.
 */
export const bedrock = Bedrock.layer
