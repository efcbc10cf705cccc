/**
 * Variables that stand on machines of developers, builds and clouds for other reasons than to call models there. They
 * configure an account only where its vendor is named (`only`).
 */
export const shared: ReadonlySet<string> = new Set([
  "HF_TOKEN",
  "HUGGINGFACE_HUB_TOKEN",
  "CLOUDFLARE_API_TOKEN",
  "CLOUDFLARE_API_KEY",
  "CLOUDSDK_AUTH_ACCESS_TOKEN",
  "GOOGLE_API_KEY"
])
