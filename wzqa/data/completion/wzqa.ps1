Register-ArgumentCompleter -Native -CommandName wzqa -ScriptBlock {
    param($word, $ast, $cursor)
    $mark = [string][char]31
    $words = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.Extent.Text.Trim('"', "'") })
    if ($word -eq '') { $words += '' }
    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        $env:WZQA_COMPLETE = $mark + ($words -join $mark)
        wzqa 2>$null | ForEach-Object {
            [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
        }
    }
    finally {
        Remove-Item Env:WZQA_COMPLETE
        [Console]::OutputEncoding = $encoding
    }
}
