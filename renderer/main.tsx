import './styles/index.css'

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { joinHost } from './bridge/index.ts'
import { createServices, ServicesProvider } from './state/context.tsx'

const root = document.querySelector('#root')
if (root === null) throw new Error('The page has no root element')

const { services } = createServices(joinHost())

createRoot(root).render(
  <StrictMode>
    <ServicesProvider services={services}>
      <App />
    </ServicesProvider>
  </StrictMode>,
)
