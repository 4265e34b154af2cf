import { answer, tell } from '../parent.ts'
import { fire } from './fire.ts'

tell('ready')
await answer(fire)
