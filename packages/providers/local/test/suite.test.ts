import * as VendorSuite from "@turnout/testing/VendorSuite"
import { llamaCpp, lmStudio, subject } from "./subject.ts"

VendorSuite.run(subject)
VendorSuite.run(lmStudio)
VendorSuite.run(llamaCpp)
