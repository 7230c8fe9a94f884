/* The files of the archive, as RehearsalInit.java writes it. They are all gone when the next program starts. */
#pragma once

/* A test has another one. */
#ifndef OWN_DIRECTORY
#define OWN_DIRECTORY "/.jkexec"
#endif
#define OWN_PROGRAM OWN_DIRECTORY "/init"
#define OWN_OPTIONS OWN_DIRECTORY "/options"
#define OWN_LOG OWN_DIRECTORY "/kmsg"
#define OWN_CONSOLE OWN_DIRECTORY "/console"
#define OWN_PROC OWN_DIRECTORY "/proc"
