# 走一届小例子：powershell -ExecutionPolicy Bypass -File run-cycle.ps1 [工作目录]
param([string]$Work = "cycle")
$here = Split-Path -Parent $MyInvocation.MyCommand.Path
function Step([int]$Expect, [string[]]$Words) {
  Write-Host ("> wzqa " + ($Words -join " "))
  & wzqa -C $Work --by 演示 --yes @Words
  if ($LASTEXITCODE -ne $Expect) { Write-Host "退出码 $LASTEXITCODE，预期 $Expect"; exit $LASTEXITCODE }
}
& wzqa init $Work --year 2026
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
Copy-Item -Force (Join-Path $here "award.toml") (Join-Path $Work "award.toml")
Copy-Item -Recurse -Force (Join-Path $here "inbox\*") (Join-Path $Work "inbox")
Step 0 @("notices", "apply", "--date", "2026-05-20")
Step 0 @("ingest")
Step 0 @("screen")
Step 0 @("confirm", "screen", "--date", "2026-08-17")
Step 0 @("notices", "screen", "--date", "2026-08-18")
Step 0 @("panels")
Step 0 @("score", "review")
Step 0 @("rank", "review")
Step 0 @("confirm", "review", "--date", "2026-08-30")
Step 0 @("notices", "review", "--date", "2026-09-07")
Step 0 @("score", "visit")
Step 0 @("notices", "visit", "--only", "visit-report", "--date", "2026-09-16")
Step 0 @("rank", "visit")
Step 0 @("confirm", "visit", "--date", "2026-09-17")
Step 0 @("notices", "visit", "--date", "2026-09-18")
Step 0 @("notices", "vote", "--only", "ballot", "--date", "2026-09-24")
Step 0 @("rank", "vote")
Step 0 @("confirm", "vote", "--date", "2026-09-25", "--basis", "评委会全体会议纪要（2026年9月25日）")
Step 0 @("notices", "vote", "--date", "2026-09-25")
Step 0 @("notices", "publicity", "--only", "publicity", "--only", "second-check", "--date", "2026-09-27")
Step 3 @("screen", "--second", "--as-of", "2026-10-09")
Step 0 @("decide", "finding", "2026-平阳-001", "E11", "pass", "--second", "--why", "部门复函无异议")
Step 0 @("decide", "finding", "2026-洞头-001", "E07", "pass", "--second", "--why", "部门复函无异议")
Step 0 @("screen", "--second", "--as-of", "2026-10-09")
Step 0 @("decide", "objection", "YY-01", "dismissed", "--why", "评委会审查调查报告")
Step 0 @("decide", "objection", "YY-02", "upheld", "--why", "评委会审查调查报告")
Step 0 @("publicity")
Step 0 @("notices", "publicity", "--date", "2026-10-10")
Step 0 @("confirm", "publicity", "--date", "2026-10-13")
Step 0 @("confirm", "award", "--date", "2026-10-20", "--basis", "评委会审定会议纪要（2026年10月20日）")
Step 0 @("notices", "award", "--only", "approval-request", "--date", "2026-10-20")
Step 0 @("decide", "approve", "--date", "2026-10-30", "--docno", "温政演示〔2026〕30号", "--why", "市政府批复")
Step 0 @("notices", "award")
Step 0 @("report")
Step 0 @("verify")
Write-Host "完成：$Work\out\"
