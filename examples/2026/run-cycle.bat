@echo off
rem 走一届小例子：run-cycle.bat [工作目录]
chcp 65001 >nul
setlocal
set "HERE=%~dp0"
set "WORK=%~1"
if "%WORK%"=="" set "WORK=cycle"
wzqa init "%WORK%" --year 2026 || exit /b 1
copy /y "%HERE%award.toml" "%WORK%\award.toml" >nul
xcopy /e /y /i /q "%HERE%inbox" "%WORK%\inbox" >nul
wzqa -C "%WORK%" --by 演示 --yes notices apply --date 2026-05-20
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes ingest
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes notices screen --only dept-inquiry --date 2026-07-27
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes screen
if not %ERRORLEVEL%==3 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes notices screen --only refusal-sheet --date 2026-08-14
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes decide finding 2026-泰顺-001 E16 fail --why 核对申报材料和部门记录
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes decide finding 2026-高新区-001 E11 fail --why 核对申报材料和部门记录
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes screen
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes confirm screen --date 2026-08-17
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes notices screen --date 2026-08-18
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes panels
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes score review
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes rank review
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes confirm review --date 2026-08-31
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes notices review --date 2026-09-02
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes score visit
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes notices visit --only visit-report --date 2026-09-21
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes rank visit
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes confirm visit --date 2026-09-22
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes notices visit --date 2026-09-22
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes notices vote --only ballot --only sign-in --date 2026-09-23
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes rank vote
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes confirm vote --date 2026-09-24 --basis 评委会全体会议纪要（2026年9月24日）
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes notices vote --date 2026-09-24
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes notices publicity --only second-check --date 2026-09-28
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes screen --second --as-of 2026-10-19
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes decide silence 温州市生态环境局 --second --why 两次催复仍未答复
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes screen --second --as-of 2026-10-19
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes notices publicity --only publicity --date 2026-10-20
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes publicity
if not %ERRORLEVEL%==3 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes notices publicity --date 2026-10-28
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes decide objection YY-01 dismissed --why 评委会审查调查报告
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes decide objection YY-02 upheld --why 评委会审查调查报告
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes publicity
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes confirm publicity --date 2026-10-29
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes confirm award --date 2026-10-30 --basis 评委会审定会议纪要（2026年10月30日）
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes notices award --only approval-request --date 2026-10-30
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes decide approve --date 2026-11-06 --docno 温政演示〔2026〕36号 --why 市政府批复
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes notices award
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes report
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
wzqa -C "%WORK%" --by 演示 --yes verify
if not %ERRORLEVEL%==0 exit /b %ERRORLEVEL%
echo 完成：%WORK%\out\
