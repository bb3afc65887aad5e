"""Everything one reader takes along: a page, a sheet, a brief, a Word report, a workbook."""
