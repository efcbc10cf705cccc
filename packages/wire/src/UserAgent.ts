/** The `user-agent` of every request unless a header of the host says otherwise, with the package's version. */
export const userAgent = "turnout/0.1.0"
