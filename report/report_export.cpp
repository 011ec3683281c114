// SPDX-License-Identifier: MIT
#include "report/report_export.h"

#include "report/csv_report.h"
#include "report/html_report.h"
#include "report/pdf_report.h"

#include <QFile>
#include <QGuiApplication>

#include <algorithm>
#include <cctype>

namespace leadline::report
{

namespace
{

using Writer = bool (*)(const calibration::ReportContent&, QIODevice&, const Progress&);

Writer writerOf(const std::filesystem::path& file)
{
    std::string ending = file.extension().string();
    std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return std::tolower(c); });
    return ending == ".csv" ? writeCsv : ending == ".html" ? writeHtml : ending == ".pdf" ? writePdf : nullptr;
}

std::unexpected<core::Defect> cannotWrite(const std::filesystem::path& file, const std::string& why)
{
    return core::defect("cannot write " + file.string() + ": " + why);
}

} // namespace

core::Result<void> exportReport(
    const calibration::ReportContent& content, const std::filesystem::path& file, const Progress& progress)
{
    const Writer write = writerOf(file);
    if (write == nullptr) {
        return core::defect("a report's file ends in .csv, .html or .pdf: " + file.string());
    }
    if (write != writeCsv && qobject_cast<QGuiApplication*>(QCoreApplication::instance()) == nullptr) {
        return core::defect("reports with charts need a graphics session");
    }
    std::filesystem::path partial = file;
    partial += ".part";
    QFile out(partial);
    if (!out.open(QIODevice::WriteOnly | QIODevice::Truncate)) {
        return cannotWrite(file, out.errorString().toStdString());
    }
    const bool isWhole = write(content, out, progress) && progress(1);
    const bool isWritten = out.flush() && out.error() == QFileDevice::NoError && (out.pos() > 0 || !isWhole);
    const std::string why = out.errorString().toStdString();
    out.close();
    std::error_code failed;
    if (isWhole && isWritten) {
        std::filesystem::rename(partial, file, failed);
        if (!failed) {
            return {};
        }
    }
    std::error_code ignored;
    std::filesystem::remove(partial, ignored);
    if (!isWritten) {
        return cannotWrite(file, why);
    }
    return isWhole ? cannotWrite(file, failed.message()) : core::defect(std::string(cancelled));
}

} // namespace leadline::report
