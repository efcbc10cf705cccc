import type { Endpoint } from "@turnout/core/Endpoint"

/** `models/…` for what is named alone; tuned models and others have a whole name of their own. */
export const nameOf = ({ provider_model_id: id }: Endpoint): string =>
  id.includes("/") ? id : `models/${id}`
