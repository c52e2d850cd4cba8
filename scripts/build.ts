/** Builds main and renderer into out/. */
import { build } from './project.ts'

await build()
