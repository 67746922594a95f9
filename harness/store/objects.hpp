// Objects: files under the SHA-256 of their contents. Part of store.cpp and its kin.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "harness/store/layout.hpp"
#include "harness/store/store.hpp"

namespace xner::store {

class PendingFile;

/// A file that is sealed beside the last objects, when all are known, and not yet published: one
/// wait for the disk less.
using Companion = std::function<PendingFile&(const std::vector<StoredFile>& files)>;

/// Copies files into the store, or finds that they are there and good (a bad one goes to
/// quarantine/ and is replaced), and makes them last.
/// @param paths of files below `folder`.
/// @throws Error{kIo}; Error{kPlugin} if a file is no plain one by now; what `companion` throws.
[[nodiscard]] std::vector<StoredFile> put_objects(const Layout& layout,
                                                  const std::filesystem::path& folder,
                                                  const std::vector<std::string>& paths,
                                                  const Companion& companion = {});

/// There, in its size: what can be said without reading it.
[[nodiscard]] bool has_object(const Layout& layout, const StoredFile& file);

enum class ObjectState { kGood, kMissing, kBad };

/// Reads an object; a bad one goes to quarantine/. @throws Error{kIo}.
[[nodiscard]] ObjectState check_object(const Layout& layout, const std::string& sha256);

/// Puts an object at `target`: by hard link, or by copy where that cannot be. What is at `target`
/// is replaced. @returns false if the object is gone. @throws Error{kIo}.
[[nodiscard]] bool copy_out(const Layout& layout, const StoredFile& file,
                            const std::filesystem::path& target);

/// All plain files below a folder, by path. @throws Error{kPlugin} naming what is neither file nor
/// folder (links, pipes), or whose name is not UTF-8: it cannot be kept.
[[nodiscard]] std::vector<std::string> files_below(const std::filesystem::path& folder);

}  // namespace xner::store
