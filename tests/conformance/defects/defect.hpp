// A plugin that is wrong in one way. Each file of this folder defines `misbehave`;
// defect_plugin.cpp makes it a plugin.
#pragma once

#include "harness/sdk/method.hpp"

/// The defect's name, defined in a file that CMake makes.
extern const char* const kDefect;

/// Called as the stage of the plugin, after one heartbeat.
void misbehave(xner::sdk::StageContext& context);
