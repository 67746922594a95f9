// Notes of ELF files: real ones, and every kind of damage.
#include "harness/sdk/elf_notes.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>

#include <elf.h>
#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "harness/base/random.hpp"
#include "tests/support/plugin_files.hpp"

namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using xner::sdk::read_elf_notes;

class ElfNotes : public testing::Test {
 protected:
  [[nodiscard]] fs::path written(const std::string& bytes) const {
    xner::write_file(folder_.path() / "x.so", bytes);
    return folder_.path() / "x.so";
  }

  [[nodiscard]] std::string refusal(const std::string& bytes) const {
    try {
      (void)read_elf_notes(written(bytes));
    } catch (const xner::Error& error) {
      EXPECT_EQ(error.kind(), xner::ErrorKind::kPlugin);
      return error.what();
    }
    return "nothing was thrown";
  }

  xner::TemporaryFolder folder_;
  std::string plugin_ = xner::read_file(xner::test::plugin_file("word_memory"));
};

TEST_F(ElfNotes, FindsTagAndBuildId) {
  const auto notes = read_elf_notes(written(plugin_));
  const auto has = [&](const char* owner, std::uint32_t type) {
    return std::any_of(notes.begin(), notes.end(),
                       [&](const auto& n) { return n.owner == owner && n.type == type; });
  };
  EXPECT_TRUE(has("XNER", 1));
  EXPECT_TRUE(has("GNU", NT_GNU_BUILD_ID));
}

TEST_F(ElfNotes, RefusesOtherFiles) {
  EXPECT_THAT(refusal("not a library"), HasSubstr("expected a shared library (ELF)"));
  EXPECT_THAT(refusal(""), HasSubstr("expected a shared library (ELF)"));
  EXPECT_THAT(refusal(ELFMAG), HasSubstr("it was cut"));
  std::string other = plugin_;
  other[EI_CLASS] = ELFCLASS32;
  EXPECT_THAT(refusal(other), HasSubstr("64-bit little-endian"));
  EXPECT_THROW((void)read_elf_notes(folder_.path() / "absent.so"), xner::Error);
}

TEST_F(ElfNotes, NoticesACutWhereverItIs) {
  // A file that is only cut at its end still has its tag: opening it would end the process with
  // SIGBUS.
  for (const double share : {0.0001, 0.01, 0.1, 0.5, 0.9, 0.999}) {
    const auto length = static_cast<std::size_t>(share * static_cast<double>(plugin_.size()));
    EXPECT_THAT(refusal(plugin_.substr(0, length)), HasSubstr("cut")) << length;
  }
}

TEST_F(ElfNotes, SurvivesRandomDamage) {
  xner::RandomStream random(7);
  Elf64_Ehdr header;
  std::memcpy(&header, plugin_.data(), sizeof(header));
  const std::size_t headers =
      sizeof(header) + std::size_t{header.e_phnum} * header.e_phentsize + 1024;
  const fs::path file = folder_.path() / "x.so";
  for (int round = 0; round < 300; ++round) {
    std::string damaged = plugin_;
    for (int i = 0; i < 4; ++i)
      damaged[random.below(headers)] = static_cast<char>(random.below(256));
    std::ofstream(file, std::ios::binary) << damaged;
    try {
      (void)read_elf_notes(file);
    } catch (const xner::Error&) {
      continue;  // an Error is an answer; anything else ends this test
    }
  }
}

TEST_F(ElfNotes, ATableBeyondTheFileIsNotReadFromItsBeginning) {
  std::string wrapped = plugin_;
  Elf64_Ehdr header;
  std::memcpy(&header, wrapped.data(), sizeof(header));
  header.e_phoff = ~std::uint64_t{0} - 55;  // the second entry would lie at byte 0
  header.e_phnum = 2;
  std::memcpy(wrapped.data(), &header, sizeof(header));
  EXPECT_THAT(refusal(wrapped), HasSubstr("expected the program headers of 112 bytes"));
}

}  // namespace
