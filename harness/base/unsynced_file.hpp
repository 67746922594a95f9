// Files that are not made last one by one: what a power failure may take (a status, a request to a
// process that it would take too), and what is made last together with many others. Results are
// written by `write_file` (files.hpp), or so and then synced.
#pragma once

#include <filesystem>
#include <span>
#include <string_view>

namespace xner {

/// Replaces a file as a whole for whoever reads it; missing parent folders are made. A kill leaves
/// the old file or the new one; a power failure may leave neither. @throws Error{kIo} naming the
/// path and the reason.
void write_unsynced(const std::filesystem::path& path, std::string_view bytes);

/// The same in a folder that nobody reads from yet: not by another name, so a kill may leave a
/// part.
/// @throws Error{kIo}.
void write_unseen(const std::filesystem::path& path, std::string_view bytes);

/// Makes everything in these folders last, themselves included: one wait for the disk instead of
/// one a file. Other types than files and folders are passed over. @throws Error{kIo} naming the
/// path; what was written is then to be written again.
void sync_trees(std::span<const std::filesystem::path> folders);

}  // namespace xner
