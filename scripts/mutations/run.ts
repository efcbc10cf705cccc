/** The tests of a protocol, kept ready to be run again with one module replaced. Nothing on disk changes. */
import { createVitest, type TestSpecification } from "vitest/node"

export interface Tests {
  /** Whether a test fails if the module has this text. */
  readonly fails: (file: string, source: string) => Promise<boolean>
  readonly close: () => Promise<void>
}

const silent = { onInit: () => {} }

/** `folders`: where the tests of the protocol lie, relative to `root`. */
export const open = async (root: string, folders: ReadonlyArray<string>): Promise<Tests> => {
  let replaced: { readonly file: string; readonly source: string } | undefined
  const vitest = await createVitest(
    "test",
    {
      root,
      config: false,
      watch: false,
      bail: 1,
      reporters: [silent],
      include: folders.map((folder) => (folder.endsWith(".ts") ? folder : `${folder}/**/*.test.ts`)),
      setupFiles: [`${root}/vitest.seed.ts`],
      // A mutant may loop; the usual limit of a test is for machines that are shared.
      testTimeout: 60_000,
      // By the content of files, which stays as it is.
      fsModuleCache: false,
      pool: "threads",
      maxWorkers: 1
    },
    {
      plugins: [
        {
          name: "mutant",
          enforce: "pre",
          load: (id) => (id.split("?")[0] === replaced?.file ? replaced?.source : undefined)
        }
      ]
    }
  )
  const specifications = quickestFirst(await vitest.globTestSpecifications())
  /** The files of tests that failed. */
  const run = async (): Promise<ReadonlyArray<string>> => {
    vitest.state.clearErrors()
    const { testModules, unhandledErrors } = await vitest.rerunTestSpecifications([...specifications], true)
    const failed = testModules
      .filter((module) => !module.ok())
      .map(({ relativeModuleId }) => relativeModuleId)
    return unhandledErrors.length > 0 ? [...failed, String(unhandledErrors[0])] : failed
  }
  const broken = await run()
  if (broken.length > 0) throw new Error(`Before anything is removed, these fail: ${broken.join(", ")}.`)
  return {
    fails: async (file, source) => {
      replaced = { file, source }
      vitest.invalidateFile(file)
      const failed = (await run()).length > 0
      replaced = undefined
      vitest.invalidateFile(file)
      return failed
    },
    close: () => vitest.close()
  }
}

/** Laws and recordings take longest, and see least of one line. */
const slow = /\/(?:laws|recordings|recorded|crash|garbage|suite|vendor|\w*[sS]uite)\.test\.ts$/

const quickestFirst = (specifications: ReadonlyArray<TestSpecification>) =>
  [...specifications].sort(
    (left, right) => Number(slow.test(left.moduleId)) - Number(slow.test(right.moduleId))
  )
