// SPDX-License-Identifier: MIT
/// The files of workspaces: the one that is kept by itself, those with names, those that come with the program.
#pragma once

#include "views/workspace/workspace.h"

#include <QString>
#include <QStringList>

#include <filesystem>
#include <optional>

namespace leadline::app
{

/// Files are replaced as a whole, or not at all. Thread: any.
class WorkspaceStore
{
public:
    /// `folder`: of the settings file. The kept workspace lies in it, the named ones in its folder `workspaces`.
    explicit WorkspaceStore(const std::filesystem::path& folder);

    /// Scalper, Execution, Portfolio, Lab.
    [[nodiscard]] static QStringList readyNames();
    [[nodiscard]] static bool isReady(const QString& name);
    [[nodiscard]] QStringList ownNames() const;
    /// By name: one that comes ready, or of the user's own.
    [[nodiscard]] core::Result<views::Workspace> find(const QString& name) const;
    [[nodiscard]] static core::Result<views::Workspace> read(const QString& file);

    /// What stops it; nothing: it is written.
    std::optional<core::Defect> save(const views::Workspace& workspace) const;
    std::optional<core::Defect> rename(const QString& from, const QString& to) const;
    std::optional<core::Defect> remove(const QString& name) const;
    static std::optional<core::Defect> write(const QString& file, const QByteArray& text);
    /// `wanted`, or "wanted 2" where that is taken.
    [[nodiscard]] QString freeName(const QString& wanted) const;

    /// Of the kept workspace.
    [[nodiscard]] const QString& keptFile() const { return m_kept; }
    [[nodiscard]] bool hasKept() const;
    /// Puts a kept workspace that cannot be read under another name, which it gives; empty: it could not.
    [[nodiscard]] QString setAside() const;

private:
    [[nodiscard]] QString fileOf(const QString& name) const;
    /// What is wrong with a name for a workspace of the user's own.
    [[nodiscard]] static QString objectionToOwn(const QString& name);

    QString m_kept;
    QString m_folder; ///< of the named ones
};

} // namespace leadline::app
