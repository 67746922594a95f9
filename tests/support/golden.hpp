// Texts against tests/golden. XNER_UPDATE_GOLDEN=1 takes the new ones over.
#pragma once

#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

#include "harness/base/files.hpp"

namespace xner::test {

inline void expect_golden(const std::string& name, const std::string& text) {
  const char* source = std::getenv("XNER_SOURCE");
  ASSERT_NE(source, nullptr) << "run through ctest, which sets XNER_SOURCE";
  const std::string path = std::string(source) + "/tests/golden/" + name;
  if (const char* update = std::getenv("XNER_UPDATE_GOLDEN"); update != nullptr && *update == '1')
    write_file(path, text);
  EXPECT_EQ(text, read_file(path)) << "XNER_UPDATE_GOLDEN=1 takes the new text over";
}

}  // namespace xner::test
