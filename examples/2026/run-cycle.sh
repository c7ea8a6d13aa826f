#!/usr/bin/env bash
# 走一届小例子：bash run-cycle.sh [工作目录]。退出码与预期不同即停。
set -u
here=$(cd "$(dirname "$0")" && pwd)
work=${1:-cycle}
wzqa=${WZQA:-wzqa}
step() {  # step 预期退出码 参数…
  local expect=$1; shift
  echo "\$ wzqa $*"
  "$wzqa" -C "$work" --by 演示 --yes "$@"
  local got=$?
  if [ "$got" -ne "$expect" ]; then echo "退出码 $got，预期 $expect"; exit "$got"; fi
}
"$wzqa" init "$work" --year 2026 || exit $?
cp "$here/award.toml" "$work/award.toml"
cp -R "$here/inbox/." "$work/inbox/"
step 0 notices apply --date 2026-05-20
step 0 ingest
step 0 notices screen --only dept-inquiry --date 2026-07-27
step 3 screen
step 0 notices screen --only refusal-sheet --date 2026-08-14
step 0 decide finding 2026-泰顺-001 E16 fail --why 核对申报材料和部门记录
step 0 decide finding 2026-高新区-001 E11 fail --why 核对申报材料和部门记录
step 0 screen
step 0 confirm screen --date 2026-08-17
step 0 notices screen --date 2026-08-18
step 0 panels
step 0 score review
step 0 rank review
step 0 confirm review --date 2026-08-31
step 0 notices review --date 2026-09-02
step 0 score visit
step 0 notices visit --only visit-report --date 2026-09-21
step 0 rank visit
step 0 confirm visit --date 2026-09-22
step 0 notices visit --date 2026-09-22
step 0 notices vote --only ballot --only sign-in --date 2026-09-23
step 0 rank vote
step 0 confirm vote --date 2026-09-24 --basis 评委会全体会议纪要（2026年9月24日）
step 0 notices vote --date 2026-09-24
step 0 notices publicity --only second-check --date 2026-09-28
step 0 screen --second --as-of 2026-10-19
step 0 decide silence 温州市生态环境局 --second --why 两次催复仍未答复
step 0 screen --second --as-of 2026-10-19
step 0 notices publicity --only publicity --date 2026-10-20
step 3 publicity
step 0 notices publicity --date 2026-10-28
step 0 decide objection YY-01 dismissed --why 评委会审查调查报告
step 0 decide objection YY-02 upheld --why 评委会审查调查报告
step 0 publicity
step 0 confirm publicity --date 2026-10-29
step 0 confirm award --date 2026-10-30 --basis 评委会审定会议纪要（2026年10月30日）
step 0 notices award --only approval-request --date 2026-10-30
step 0 decide approve --date 2026-11-06 --docno 温政演示〔2026〕36号 --why 市政府批复
step 0 notices award
step 0 report
step 0 verify
echo "完成：$work/out/"
