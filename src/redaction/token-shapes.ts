/** A kind of secret that is known by its shape. Where only a part is to be masked, it is the group `secret`, last. */
export interface TokenShape {
  kind: string;
  /** Cheap to find; the pattern is only tried where one of these stands. */
  anchors: readonly string[];
  /** The anchor stands in the middle of a token; others only count where no letter or digit stands before. */
  isInner?: boolean;
  pattern: RegExp;
}

const alnum = 'A-Za-z0-9';

/**
 * Shapes of credentials, each tried only at its anchor and of bounded length, so that the time stays linear in the
 * length of the text. Names of variables and style classes share some beginnings: those need a digit as well.
 */
export const tokenShapes: readonly TokenShape[] = [
  {
    kind: 'github-token',
    anchors: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'],
    pattern: new RegExp(`gh[pousr]_[${alnum}_]{30,255}`, 'y'),
  },
  {
    kind: 'github-token',
    anchors: ['github_pat_'],
    pattern: new RegExp(`github_pat_[${alnum}_]{40,255}`, 'y'),
  },
  {
    kind: 'gitlab-token',
    anchors: ['glpat-', 'gldt-', 'glrt-', 'glptt-', 'glcbt-', 'glsoat-'],
    pattern: new RegExp(`gl(?:pat|dt|rt|ptt|cbt|soat)-[${alnum}_.-]{20,300}`, 'y'),
  },
  {
    kind: 'aws-key-id',
    anchors: ['AKIA', 'ASIA', 'ABIA', 'ACCA'],
    pattern: /A(?:KIA|SIA|BIA|CCA)[A-Z2-7]{16}(?![A-Za-z0-9])/y,
  },
  { kind: 'google-key', anchors: ['AIza'], pattern: new RegExp(`AIza[${alnum}_-]{35}`, 'y') },
  { kind: 'google-oauth', anchors: ['ya29.'], pattern: new RegExp(`ya29\\.[${alnum}_.-]{20,2000}`, 'y') },
  { kind: 'google-oauth', anchors: ['GOCSPX-'], pattern: new RegExp(`GOCSPX-[${alnum}_-]{24,40}`, 'y') },
  {
    kind: 'slack-token',
    anchors: ['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxe-', 'xoxe.', 'xapp-'],
    pattern: new RegExp(`x(?:ox[abeprs]|app)[-.][${alnum}.-]{10,400}`, 'y'),
  },
  {
    kind: 'slack-webhook',
    anchors: ['hooks.slack.com/'],
    pattern: new RegExp(`hooks\\.slack\\.com/(?:services|workflows|triggers)/[${alnum}/_-]{20,200}`, 'y'),
  },
  {
    kind: 'discord-webhook',
    anchors: ['/api/webhooks/'],
    pattern: new RegExp(`/api/webhooks/\\d{15,22}/[${alnum}_-]{40,100}`, 'y'),
  },
  {
    kind: 'stripe-key',
    anchors: ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'whsec_'],
    pattern: new RegExp(`(?:[sr]k_(?:live|test)|whsec)_[${alnum}]{16,250}`, 'y'),
  },
  {
    kind: 'openai-key',
    anchors: ['sk-'],
    pattern: new RegExp(
      `(?=[${alnum}_-]{0,60}\\d)sk-(?:proj-|svcacct-|admin-|or-v1-|lf-)?[${alnum}_-]{20,250}`,
      'y',
    ),
  },
  { kind: 'anthropic-key', anchors: ['sk-ant-'], pattern: new RegExp(`sk-ant-[${alnum}_-]{20,250}`, 'y') },
  {
    kind: 'model-key',
    anchors: ['gsk_', 'hf_', 'xai-', 'pplx-', 'r8_', 'nvapi-', 'fw_'],
    pattern: new RegExp(
      // These few letters stand in the middle of many an identifier.
      `(?<![${alnum}_-])(?:(?:gsk_|hf_|r8_|fw_)[${alnum}]{24,200}|(?=[${alnum}-]{0,80}\\d)(?:xai-|pplx-|nvapi-)[${alnum}_-]{24,200})`,
      'y',
    ),
  },
  { kind: 'npm-token', anchors: ['npm_'], pattern: new RegExp(`npm_[${alnum}]{36}(?![${alnum}])`, 'y') },
  { kind: 'pypi-token', anchors: ['pypi-'], pattern: new RegExp(`pypi-[${alnum}_-]{50,300}`, 'y') },
  { kind: 'rubygems-key', anchors: ['rubygems_'], pattern: /rubygems_[0-9a-f]{48}/y },
  { kind: 'nuget-key', anchors: ['oy2'], pattern: /oy2[a-z0-9]{43}(?![A-Za-z0-9])/y },
  {
    kind: 'docker-token',
    anchors: ['dckr_pat_', 'dckr_oat_'],
    pattern: new RegExp(`dckr_[po]at_[${alnum}_-]{20,100}`, 'y'),
  },
  { kind: 'twilio-key', anchors: ['SK', 'AC'], pattern: /(?:SK|AC)[0-9a-f]{32}(?![A-Za-z0-9])/y },
  {
    kind: 'sendgrid-key',
    anchors: ['SG.'],
    pattern: new RegExp(`SG\\.[${alnum}_-]{16,32}\\.[${alnum}_-]{32,64}`, 'y'),
  },
  { kind: 'mailgun-key', anchors: ['key-'], pattern: /(?<![-_.])key-[0-9a-f]{32}(?![A-Za-z0-9])/y },
  {
    kind: 'telegram-token',
    anchors: [':AA'],
    pattern: new RegExp(`(?<=\\d{8,10}):AA[${alnum}_-]{32,34}(?![${alnum}_-])`, 'y'),
  },
  {
    kind: 'digitalocean-token',
    anchors: ['dop_v1_', 'doo_v1_', 'dor_v1_'],
    pattern: /do[por]_v1_[0-9a-f]{64}/y,
  },
  {
    kind: 'shopify-token',
    anchors: ['shpat_', 'shpca_', 'shppa_', 'shpss_'],
    pattern: /shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}/y,
  },
  {
    kind: 'cloud-token',
    anchors: [
      'dapi',
      'hvs.',
      'hvb.',
      'pul-',
      'tfp_',
      'lin_api_',
      'ATATT3',
      'sntrys_',
      'sntryu_',
      'glsa_',
      'glc_',
      'NRAK-',
      'EAAC',
      'sbp_',
      'PMAK-',
      'figd_',
      'secret_',
      'ntn_',
      'vercel_',
      'fo1_',
      'FlyV1 ',
    ],
    pattern: new RegExp(
      `(?:dapi[0-9a-f]{32}|hv[sb]\\.[${alnum}_-]{24,300}|pul-[0-9a-f]{40}|tfp_[${alnum}]{40,60}|lin_api_[${alnum}]{40}|ATATT3[${alnum}_=-]{60,250}|sntry[su]_[${alnum}_+/=-]{40,300}|gls?a?c?_[${alnum}_+/=-]{32,250}|NRAK-[A-Z0-9]{27}|EAAC[${alnum}]{40,300}|sbp_[0-9a-f]{40}|PMAK-[0-9a-f]{24}-[0-9a-f]{34}|figd_[${alnum}_-]{38,60}|(?:secret|ntn)_[${alnum}]{40,60}|vercel_[${alnum}]{24,80}|fo1_[${alnum}_-]{40,60}|FlyV1 fm2_[${alnum}+/=,_-]{40,2000})`,
      'y',
    ),
  },
  { kind: 'sonar-token', anchors: ['sqp_', 'squ_', 'sqa_'], pattern: /sq[pua]_[0-9a-f]{40}/y },
  {
    kind: 'hosting-token',
    anchors: ['HRKU-', 'nfp_'],
    pattern: new RegExp(`(?:HRKU-[${alnum}_-]{36,100}|nfp_[${alnum}]{36,60})`, 'y'),
  },
  {
    kind: 'azure-secret',
    anchors: ['7Q~', '8Q~'],
    isInner: true,
    pattern: new RegExp(`(?<=[${alnum}_~.-]{3})[78]Q~[${alnum}_~.-]{31,34}(?![${alnum}_~.-])`, 'y'),
  },
  {
    kind: 'terraform-token',
    anchors: ['.atlasv1.'],
    pattern: new RegExp(`(?<=[${alnum}]{14})\\.atlasv1\\.[${alnum}_=-]{60,70}`, 'y'),
  },
  { kind: 'age-key', anchors: ['AGE-SECRET-KEY-1'], pattern: /AGE-SECRET-KEY-1[0-9A-Z]{58}/y },
  {
    kind: 'jwt',
    anchors: ['eyJ'],
    pattern: /eyJ[A-Za-z0-9_-]{8,4000}\.eyJ[A-Za-z0-9_-]{8,8000}(?:\.[A-Za-z0-9_-]{0,2000})?/y,
  },
  {
    kind: 'azure-key',
    anchors: ['AccountKey=', 'SharedAccessKey=', 'SharedAccessSignature='],
    pattern: /(?:AccountKey|SharedAccessKey)=(?<secret>[A-Za-z0-9+/]{40,90}={0,2})/y,
  },
  {
    kind: 'azure-signature',
    anchors: ['sig='],
    pattern: /sig=(?<secret>[A-Za-z0-9%+/]{40,120}(?:=|%3D){0,2})/y,
  },
];
