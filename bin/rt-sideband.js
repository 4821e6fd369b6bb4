#!/usr/bin/env node
'use strict';
// Answers --version and --help before anything else is loaded: start-up is a feature.
const fs = require('node:fs');
const path = require('node:path');

const [first, ...rest] = process.argv.slice(2);
const dist = path.join(__dirname, '..', 'dist');
const alone = rest.length === 0;
const answer =
  alone && (first === '--version' || first === '-V')
    ? 'version.txt'
    : first === undefined || (alone && (first === '--help' || first === '-h'))
      ? 'help.txt'
      : undefined;

if (answer === undefined) require('../dist/run.cjs');
else fs.writeSync(1, fs.readFileSync(path.join(dist, answer)));
