/** The name that every request goes by unless a header of the host says otherwise; the version is the package's. */
export const userAgent = "turnout/0.1.0"
