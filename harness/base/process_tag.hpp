// Names for what a process leaves on a disk that others share: who made it, and whether that one is
// gone, so that the next may clear it away.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace xner {

/// "<host>-<process>" of the calling process.
[[nodiscard]] std::string process_tag();

/// Whether the process of a tag is known to be gone: of this host, and no longer running. Of
/// another host's nobody here can tell; what is no tag is nobody's.
[[nodiscard]] bool is_of_a_gone_process(std::string_view tag);

/// Removes from a folder what is named <prefix><tag of a gone process><anything that begins with
/// '.'>. Never throws: what cannot be removed stays.
void remove_leftovers(const std::filesystem::path& folder, std::string_view prefix = "") noexcept;

}  // namespace xner
