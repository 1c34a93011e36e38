// Views: a domain value in, text out; one file a view, all pure. It writes to no stream.
export { renderCache } from './cache.js';
export { commitMessage, pullRequest } from './delivery-texts.js';
export { renderDiagnosis } from './diagnosis.js';
export { renderDiagnosisMarkdown } from './diagnosis-markdown.js';
export { renderDiff } from './diff.js';
export { renderHeal, renderHealDetails, renderHealList } from './heal.js';
export { renderQuestion } from './question.js';
export { proofLines } from './receipt.js';
export { renderRecipes } from './recipes.js';
export { renderSarif } from './sarif.js';
export { renderScan } from './scan.js';
export { renderWorkflowCommands } from './workflow-commands.js';
